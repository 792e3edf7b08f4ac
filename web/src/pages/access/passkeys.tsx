import { useQuery } from "@tanstack/react-query";
import { addPasskey, deletePasskey, listPasskeys, passkeysWork } from "../../client/passkeys.ts";
import { Button } from "../../parts/button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { notifyProblem } from "../../parts/toasts.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";

/** Keys by which one signs in without a password. */
export function Passkeys() {
  const say = useWords(accessWords);
  const { data, refetch } = useQuery({ queryKey: ["passkeys"], queryFn: listPasskeys });
  const then = (work: Promise<void>): void => {
    work.then(() => refetch(), notifyProblem);
  };
  return (
    <Panel
      title={say("passkeys")}
      actions={
        passkeysWork && (
          <Button onClick={() => then(addPasskey(navigator.platform))}>{say("addPasskey")}</Button>
        )
      }
    >
      {!passkeysWork && <p className="text-muted">{say("passkeysNotHere")}</p>}
      {data?.length === 0 && <p className="text-muted">{say("noPasskeys")}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {data?.map(({ id, name, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <bdi className="min-w-0 flex-1 break-words">{name ?? id}</bdi>
            <span className="text-[13px] text-muted">
              <RelativeTime time={createdAt} />
            </span>
            <Button onClick={() => then(deletePasskey(id))}>{say("remove")}</Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
