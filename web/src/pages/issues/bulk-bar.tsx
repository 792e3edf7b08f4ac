import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { useCommands } from "../../shell/commands.ts";
import { issuesWords } from "../../words/issues.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import { AssignSheet } from "./assign-sheet.tsx";
import type { Action, Issue } from "./issue.ts";
import { useIssueActions } from "./use-actions.ts";

interface BulkBarProps {
  /** What the actions are done to: what is selected, or else where the keyboard is. */
  readonly issues: readonly Issue[];
  readonly selected: number;
  readonly onDone: () => void;
}

interface Offer {
  readonly title: string;
  readonly keys: string;
  run(): void;
}

/** What can be done to issues, by buttons, keys and palette. */
export function BulkBar({ issues, selected, onDone }: BulkBarProps) {
  const say = useWords(issuesWords);
  const [asking, setAsking] = useState<"assign" | "delete" | null>(null);
  const act = useIssueActions();
  const run = (action: Action, what: string): void => {
    if (issues.length === 0) return;
    void act(action, issues, what);
    onDone();
  };
  const simple = (keys: string, title: string, action: Action): Offer => ({
    keys,
    title,
    run: () => run(action, title),
  });
  const ask = (what: "assign" | "delete"): void => setAsking(issues.length === 0 ? null : what);
  const isMarked = issues.length > 0 && issues.every(({ bookmarked }) => bookmarked);
  const offers: readonly Offer[] = [
    simple("e", say("resolve"), { do: "resolve" }),
    simple("a", say("archive"), { do: "archive" }),
    { keys: "m", title: say("assign"), run: () => ask("assign") },
    simple("u", say("reopen"), { do: "reopen" }),
    simple("b", isMarked ? say("unbookmark") : say("bookmark"), { do: "bookmark", on: !isMarked }),
    { keys: "#", title: say("remove"), run: () => ask("delete") },
  ];
  const forever: Action = { do: "archive", archive: { until: "forever" } };
  const group = useWords(shellWords)("groupPage");
  useCommands(
    [...offers, simple("A", say("archiveForever"), forever)].map((offer) => ({ ...offer, group })),
  );
  return (
    <>
      {selected > 0 && <Buttons offers={offers} selected={selected} onClear={onDone} />}
      <AssignSheet
        open={asking === "assign"}
        onClose={() => setAsking(null)}
        onAssign={(to) => run({ do: "assign", to }, say("assign"))}
      />
      <Confirm
        open={asking === "delete"}
        onOpenChange={(open) => setAsking(open ? "delete" : null)}
        title={say("removeTitle", { n: issues.length })}
        confirm={say("remove")}
        onConfirm={() => run({ do: "delete" }, say("remove"))}
      >
        {say("removeDetail")}
      </Confirm>
    </>
  );
}

interface ButtonsProps {
  readonly offers: readonly Offer[];
  readonly selected: number;
  readonly onClear: () => void;
}

function Buttons({ offers, selected, onClear }: ButtonsProps) {
  const say = useWords(issuesWords);
  return (
    <div
      role="toolbar"
      aria-label={say("actions")}
      className="-my-1 flex items-center gap-2 overflow-x-auto py-1 text-ink"
    >
      <p role="status" className="mr-2 font-medium whitespace-nowrap">
        {say("selected", { n: selected })}
      </p>
      {offers.map(({ title, keys, run }) => (
        <Button key={keys} onClick={run} aria-keyshortcuts={keys}>
          {title}
        </Button>
      ))}
      <Button look="quiet" onClick={onClear}>
        {say("clear")}
      </Button>
    </div>
  );
}
