import { Bot, Pin, Share2, Trash2 } from "lucide-react";
import { useState } from "react";
import { call, callText } from "../../client/call.ts";
import { markStale, queryClient } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { copyText } from "../../parts/copy-button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { notify, notifyProblem } from "../../parts/toasts.tsx";
import { useCommands } from "../../shell/commands.ts";
import { common } from "../../words/common.ts";
import { errorWords } from "../../words/error.ts";
import { shellWords } from "../../words/shell.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import type { FullError } from "./error.ts";

interface ErrorToolsProps {
  readonly error: FullError;
  readonly onRemoved: () => void;
}

/** What can be done with one error, by buttons, keys and palette. */
export function ErrorTools({ error, onRemoved }: ErrorToolsProps) {
  const say = useWords(errorWords);
  const group = useWords(shellWords)("groupPage");
  const [isAsking, setAsking] = useState(false);
  const { pinned } = error;
  const copy = useCopies(error);
  const pin = () => setPinned(error, !pinned).catch(notifyProblem);
  const tools = [
    { keys: "c", title: say("copyForColleague"), icon: Share2, run: copy.forColleague },
    { keys: "y", title: say("copyForAgent"), icon: Bot, run: copy.forAgent },
    { keys: "P", title: pinned ? say("unpin") : say("pin"), icon: Pin, run: () => void pin() },
    { keys: "D", title: say("remove"), icon: Trash2, run: () => setAsking(true) },
  ];
  useCommands(tools.map(({ icon: _, ...tool }) => ({ ...tool, group })));
  return (
    <div role="toolbar" aria-label={say("tools")} className="flex flex-wrap gap-1">
      {tools.map(({ keys, title, icon: Icon, run }) => (
        <Button key={keys} look="quiet" aria-keyshortcuts={keys} onClick={run}>
          <Icon aria-hidden size={14} />
          {title}
        </Button>
      ))}
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={say("removeTitle")}
        confirm={say("remove")}
        onConfirm={() => void remove(error, say("removed"), onRemoved).catch(notifyProblem)}
      >
        {say("removeDetail")}
      </Confirm>
    </div>
  );
}

const besideError = new Set([
  "GET /api/v1/errors/{id}/neighbours",
  "GET /api/v1/issues/{id}",
  "GET /api/v1/issues/{id}/errors",
]);

async function setPinned({ id }: FullError, on: boolean): Promise<void> {
  await call("POST /api/v1/errors/{id}/pin", { id: String(id), on });
  markStale(besideError);
  await queryClient.invalidateQueries({ queryKey: ["GET /api/v1/errors/{id}"] });
}

async function remove({ id }: FullError, said: string, then: () => void): Promise<void> {
  await call("DELETE /api/v1/errors/{id}", { id: String(id) });
  notify({ title: said });
  then();
  markStale(besideError);
}

function useCopies(error: FullError) {
  const say = useWords(errorWords);
  const sayCommon = useWords(common);
  const { exact } = useFormats();
  const put = async (text: string): Promise<void> => {
    const isDone = await copyText(text);
    notify(isDone ? { title: sayCommon("copied") } : { title: sayCommon("notCopied"), bad: true });
  };
  const { id, title, level, project, environment, release, culprit, timestamp } = error;
  const facts = [sayCommon(level), project, environment, release, culprit];
  return {
    forColleague: () =>
      void put(
        say("colleagueText", {
          title: title.slice(0, 500),
          facts: facts.filter((fact) => fact !== null).join(" · "),
          when: exact(Date.parse(timestamp)),
          issue: error.issue_short_id,
          link: `${location.origin}/app/errors/${id}`,
        }),
      ),
    forAgent: () =>
      void callText("GET /api/v1/errors/{id}/markdown", { id: String(id) })
        .then(put)
        .catch(notifyProblem),
  };
}
