import { Send } from "lucide-react";
import { markStale, useWrite } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { PlaceLink } from "../../parts/place-link.tsx";
import { notifyProblem } from "../../parts/toasts.tsx";
import { useCommands } from "../../shell/commands.ts";
import { connectWords } from "../../words/connect.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";

/** Has the collector send itself a delivery, and shows what became of it. */
export function TestPanel() {
  const say = useWords(connectWords);
  const group = useWords(shellWords)("groupPage");
  const { mutate, data, isPending } = useWrite("POST /api/v1/deliveries/test");
  const run = (): void =>
    mutate(
      {},
      {
        onError: notifyProblem,
        onSuccess: () => markStale(new Set(["GET /api/v1/status"])),
      },
    );
  useCommands([{ title: say("sendTest"), group, run }]);
  return (
    <Panel title={say("test")}>
      <p className="mb-3 text-muted">{say("testDetail")}</p>
      <Button look="primary" onClick={run} disabled={isPending}>
        <Send aria-hidden size={14} />
        {say("sendTest")}
      </Button>
      <div role="status" className="mt-3 text-[13px]">
        {data !== undefined && (
          <>
            <p>
              {say("testTaken", { ms: Math.round(data.took_ms) })} {say(`by_${data.signed_by}`)}
            </p>
            <p className="mt-1 flex flex-wrap gap-x-4">
              <PlaceLink to={`/errors/${data.event_id}`}>{say("testError")}</PlaceLink>
              <PlaceLink to={`/deliveries/${data.delivery_id}`}>{say("testDelivery")}</PlaceLink>
            </p>
            {data.filter !== null && <p className="mt-1 text-warning">{data.filter}</p>}
          </>
        )}
      </div>
    </Panel>
  );
}
