import { type ReactNode, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { useCommands } from "../../shell/commands.ts";
import { issuesWords } from "../../words/issues.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import { ArchiveSheet } from "./archive-sheet.tsx";
import { AssignSheet } from "./assign-sheet.tsx";
import type { Action, Issue } from "./issue.ts";
import { useIssueActions, useQueryActions } from "./use-actions.ts";

interface BulkBarProps {
  /** What the actions are done to: what is selected, or else where the keyboard is. */
  readonly issues: readonly Issue[];
  readonly selected: number;
  /** The query, where everything that passes it is selected, more than is loaded. */
  readonly everything: string | null;
  readonly onDone: () => void;
  /** A button that selects more. */
  readonly children: ReactNode;
}

interface Offer {
  readonly title: string;
  readonly keys: string;
  run(): void;
}

/** An action with what it is called. */
interface Asked {
  readonly action: Action;
  readonly what: string;
}

/** What can be done to issues, by buttons, keys and palette. */
export function BulkBar({ issues, selected, everything, onDone, children }: BulkBarProps) {
  const say = useWords(issuesWords);
  const [sheet, setSheet] = useState<"assign" | "archive" | null>(null);
  // What is asked for once more, since it cannot be taken back.
  const [asked, setAsked] = useState<Asked | null>(null);
  const act = useIssueActions();
  const actOnQuery = useQueryActions();
  const perform = ({ action, what }: Asked): void => {
    if (everything === null) void act(action, issues, what);
    else void actOnQuery(action, everything, what);
    onDone();
  };
  const run = (action: Action, what: string): void => {
    if (issues.length === 0) return;
    if (everything !== null || action.do === "delete") setAsked({ action, what });
    else perform({ action, what });
  };
  const open = (what: "assign" | "archive"): void => setSheet(issues.length === 0 ? null : what);
  const group = useWords(shellWords)("groupPage");
  const { shown, others } = useOffers(issues, run, open);
  useCommands([...shown, ...others].map((offer) => ({ ...offer, group })));
  return (
    <>
      {selected > 0 && (
        <Buttons
          offers={shown}
          status={everything === null ? say("selected", { n: selected }) : say("everything")}
          onClear={onDone}
        >
          {children}
        </Buttons>
      )}
      <AssignSheet
        open={sheet === "assign"}
        onClose={() => setSheet(null)}
        onAssign={(to) => run({ do: "assign", to }, say("assign"))}
      />
      <ArchiveSheet
        open={sheet === "archive"}
        onClose={() => setSheet(null)}
        onArchive={(archive) => run({ do: "archive", archive }, say("archive"))}
      />
      <Asking
        asked={asked}
        n={issues.length}
        query={everything}
        onCancel={() => setAsked(null)}
        onConfirm={perform}
      />
    </>
  );
}

/** What can be done: by buttons too, and only by keys and palette. */
function useOffers(
  issues: readonly Issue[],
  run: (action: Action, what: string) => void,
  open: (sheet: "assign" | "archive") => void,
): { readonly shown: readonly Offer[]; readonly others: readonly Offer[] } {
  const say = useWords(issuesWords);
  const simple = (keys: string, title: string, action: Action): Offer => ({
    keys,
    title,
    run: () => run(action, title),
  });
  const isMarked = issues.length > 0 && issues.every(({ bookmarked }) => bookmarked);
  const forever: Action = { do: "archive", archive: { until: "forever" } };
  return {
    shown: [
      simple("e", say("resolve"), { do: "resolve" }),
      simple("a", say("archive"), { do: "archive" }),
      { keys: "z", title: say("archiveUntil"), run: () => open("archive") },
      { keys: "m", title: say("assign"), run: () => open("assign") },
      simple("u", say("reopen"), { do: "reopen" }),
      simple("b", isMarked ? say("unbookmark") : say("bookmark"), {
        do: "bookmark",
        on: !isMarked,
      }),
      simple("#", say("remove"), { do: "delete" }),
    ],
    others: [simple("A", say("archiveForever"), forever)],
  };
}

interface AskingProps {
  readonly asked: Asked | null;
  readonly n: number;
  readonly query: string | null;
  readonly onCancel: () => void;
  readonly onConfirm: (asked: Asked) => void;
}

/** Asks before what cannot be taken back: a deletion, or whatever is done to all that a query finds. */
function Asking({ asked, n, query, onCancel, onConfirm }: AskingProps) {
  const say = useWords(issuesWords);
  if (asked === null) return null;
  const { what, action } = asked;
  const about = query?.trim() === "" ? say("allOfThem") : query;
  return (
    <Confirm
      open
      onOpenChange={onCancel}
      title={query === null ? say("removeTitle", { n }) : say("everyTitle", { what })}
      confirm={what}
      onConfirm={() => onConfirm(asked)}
    >
      {about !== null && `${say("everyDetail", { query: about })} `}
      {action.do === "delete" && say("removeDetail")}
    </Confirm>
  );
}

interface ButtonsProps {
  readonly offers: readonly Offer[];
  /** How many are selected, in words. */
  readonly status: string;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

function Buttons({ offers, status, onClear, children }: ButtonsProps) {
  const say = useWords(issuesWords);
  return (
    <div
      role="toolbar"
      aria-label={say("actions")}
      className="-my-1 flex items-center gap-2 overflow-x-auto py-1 text-ink"
    >
      <p role="status" className="mr-2 font-medium whitespace-nowrap">
        {status}
      </p>
      {children}
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
