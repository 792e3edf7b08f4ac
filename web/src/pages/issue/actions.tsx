import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { type Command, useCommands } from "../../shell/commands.ts";
import { issueWords } from "../../words/issue.ts";
import { issuesWords } from "../../words/issues.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import { AssignSheet } from "../issues/assign-sheet.tsx";
import type { Action } from "../issues/issue.ts";
import { useIssueActions } from "../issues/use-actions.ts";
import type { FullIssue } from "./issue.ts";
import { archiveWays, resolveWays } from "./ways.ts";
import { WaysSheet } from "./ways-sheet.tsx";

type Sheet = "resolve" | "archive" | "assign" | "delete";

interface Offer {
  readonly title: string;
  readonly keys: string;
  readonly isMain?: boolean;
  run(): void;
}

/** What can be done with an issue, by buttons, keys and palette. */
export function IssueActions({ issue }: { readonly issue: FullIssue }) {
  const say = useWords(issueWords);
  const group = useWords(shellWords)("groupPage");
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const act = useIssueActions();
  const run = (action: Action, what: string) => act(action, [issue], what);
  const offers = useOffers(issue, run, setSheet);
  const [resolve] = offers;
  const commands: Command[] = offers.map((offer) => ({ ...offer, group }));
  // The key of the list does the same here.
  if (resolve?.keys === "r") commands.push({ ...resolve, group, keys: "e", keysOnly: true });
  useCommands(commands);
  return (
    <div role="toolbar" aria-label={say("actions")} className="flex flex-wrap gap-1.5">
      {offers.map(({ title, keys, isMain, run: perform }) => (
        <Button
          key={keys}
          look={isMain ? "primary" : "plain"}
          aria-keyshortcuts={keys}
          onClick={perform}
        >
          {title}
        </Button>
      ))}
      <Sheets sheet={sheet} onClose={() => setSheet(null)} run={run} />
    </div>
  );
}

type Run = (action: Action, what: string) => Promise<boolean>;

function useOffers(issue: FullIssue, run: Run, open: (sheet: Sheet) => void): readonly Offer[] {
  const say = useWords(issueWords);
  const sayList = useWords(issuesWords);
  const { status, bookmarked, pinned } = issue;
  const simple = (keys: string, title: string, action: Action): Offer => ({
    keys,
    title,
    run: () => void run(action, title),
  });
  const asking = (keys: string, title: string, sheet: Sheet): Offer => ({
    keys,
    title,
    run: () => open(sheet),
  });
  const main =
    status === "unresolved"
      ? simple("r", sayList("resolve"), { do: "resolve" })
      : simple("u", sayList("reopen"), { do: "reopen" });
  return [
    { ...main, isMain: true },
    asking("R", say("resolveWays"), "resolve"),
    ...(status === "archived" ? [] : [simple("a", sayList("archive"), { do: "archive" })]),
    asking("A", say("archiveWays"), "archive"),
    asking("m", sayList("assign"), "assign"),
    simple("b", bookmarked ? sayList("unbookmark") : sayList("bookmark"), {
      do: "bookmark",
      on: !bookmarked,
    }),
    simple("p", pinned ? say("unpin") : say("pin"), { do: "pin", on: !pinned }),
    asking("#", sayList("remove"), "delete"),
  ];
}

interface SheetsProps {
  readonly sheet: Sheet | null;
  readonly onClose: () => void;
  readonly run: Run;
}

function Sheets({ sheet, onClose, run }: SheetsProps) {
  const say = useWords(issueWords);
  const sayList = useWords(issuesWords);
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    const isDone = await run({ do: "delete" }, sayList("remove"));
    if (isDone) await navigate({ to: "/issues" });
  };
  return (
    <>
      <WaysSheet
        open={sheet === "resolve"}
        onClose={onClose}
        title={say("resolveTitle")}
        confirm={sayList("resolve")}
        ways={resolveWays}
        onChoose={(action) => void run(action, sayList("resolve"))}
      />
      <WaysSheet
        open={sheet === "archive"}
        onClose={onClose}
        title={say("archiveTitle")}
        confirm={sayList("archive")}
        ways={archiveWays}
        onChoose={(action) => void run(action, sayList("archive"))}
      />
      <AssignSheet
        open={sheet === "assign"}
        onClose={onClose}
        onAssign={(to) => void run({ do: "assign", to }, sayList("assign"))}
      />
      <Confirm
        open={sheet === "delete"}
        onOpenChange={(open) => open || onClose()}
        title={sayList("removeTitle", { n: 1 })}
        confirm={sayList("remove")}
        onConfirm={() => void remove()}
      >
        {sayList("removeDetail")}
      </Confirm>
    </>
  );
}
