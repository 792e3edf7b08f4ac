import { CopyButton } from "../../parts/copy-button.tsx";
import { connectWords } from "../../words/connect.ts";
import { useWords } from "../../words/use-words.ts";
import type { Status } from "./checks.ts";
import { type SenderName, senders } from "./senders.ts";

interface StepListProps {
  readonly sender: SenderName;
  readonly status: Status;
}

/** What to do, in its order, with what there is to copy. */
export function StepList({ sender, status }: StepListProps) {
  const say = useWords(connectWords);
  const address = addressOf(sender, status);
  const texts = {
    address,
    secret: "SENTRY_WEBHOOK_SECRET=",
    token: "SENTRY_WEBHOOK_TOKEN=",
    curl: curlOf(address),
  };
  const isSet = { secret: status.protection.secrets > 0, token: status.protection.token };
  return (
    <ol className="flex list-decimal flex-col gap-3 pl-5 marker:text-muted">
      {senders[sender].steps.map(({ word, copies }) => (
        <li key={word}>
          <p>{say(word)}</p>
          {copies !== undefined && <Copied text={texts[copies]} />}
          {(copies === "secret" || copies === "token") && (
            <p className="mt-1 text-[13px] text-muted">
              {say(isSet[copies] ? "isSet" : "howToSet")}
            </p>
          )}
          {copies === "address" && address.includes("{token}") && (
            <p className="mt-1 text-[13px] text-muted">{say("tokenStands", { word: "{token}" })}</p>
          )}
        </li>
      ))}
    </ol>
  );
}

function Copied({ text }: { readonly text: string }) {
  return (
    <div className="mt-1 flex items-start gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 py-1 font-mono text-[13px] break-all whitespace-pre-wrap">
        {text}
      </code>
      <CopyButton text={text} />
    </div>
  );
}

/** Where this sender sends to: those that cannot sign by the address with the token. */
function addressOf(sender: SenderName, { webhook }: Status): string {
  if (senders[sender].proof === "secret") return webhook.url;
  return webhook.token_url ?? webhook.url;
}

/** An error in the plain format. */
function curlOf(address: string): string {
  const error = {
    project: "my-project",
    exception: { type: "FirstError", value: "sent by hand" },
  };
  return `curl -X POST '${address}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(error)}'`;
}
