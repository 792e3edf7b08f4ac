import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Choice, Select } from "../../parts/choice.tsx";
import { Sheet } from "../../parts/dialog.tsx";
import { issuesWords } from "../../words/issues.ts";
import { useWords } from "../../words/use-words.ts";
import type { Action } from "./issue.ts";

export type Archive = NonNullable<Extract<Action, { do: "archive" }>["archive"]>;

const spans = ["1h", "1d", "7d", "30d"] as const;
type Span = (typeof spans)[number];
const spanWords = { "1h": "hour1", "1d": "day1", "7d": "week1", "30d": "days30" } as const;

const untils = ["escalating", "time", "count", "users", "forever"] as const;
type Until = (typeof untils)[number];
const untilWords = {
  escalating: "untilEscalating",
  time: "untilTime",
  count: "untilCount",
  users: "untilUsers",
  forever: "untilForever",
} as const;

const numberMax = 1e9;

/** What is chosen, as the API takes it; null: the number is none. */
function archiveOf(until: Until, span: Span, number: number): Archive | null {
  const isNumber = Number.isInteger(number) && number >= 1 && number <= numberMax;
  switch (until) {
    case "time":
      return { until, time: span };
    case "count":
      return isNumber ? { until, count: number } : null;
    case "users":
      return isNumber ? { until, users: number } : null;
    default:
      return { until };
  }
}

interface ArchiveSheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onArchive: (archive: Archive) => void;
}

/** Asks until when issues are nobody's task. */
export function ArchiveSheet({ open, onClose, onArchive }: ArchiveSheetProps) {
  const say = useWords(issuesWords);
  const [until, setUntil] = useState<Until>("time");
  const [span, setSpan] = useState<Span>("7d");
  const [number, setNumber] = useState("100");
  const archive = archiveOf(until, span, Number(number));
  return (
    <Sheet open={open} onOpenChange={(now) => now || onClose()} title={say("archiveUntil")}>
      <form
        className="flex flex-wrap items-center gap-2 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (archive === null) return;
          onClose();
          onArchive(archive);
        }}
      >
        <Select
          label={say("archiveUntil")}
          options={untils.map((each) => [each, say(untilWords[each])] as const)}
          value={until}
          onChoose={setUntil}
        />
        {until === "time" && (
          <Choice
            label={say("archiveHow")}
            options={spans.map((each) => [each, say(spanWords[each])] as const)}
            value={span}
            onChoose={setSpan}
          />
        )}
        {(until === "count" || until === "users") && (
          <input
            type="number"
            min={1}
            max={numberMax}
            aria-label={say("number")}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
            className="h-8 w-28 rounded-md border border-line-strong bg-surface px-2"
          />
        )}
        <Button type="submit" look="primary" disabled={archive === null} className="ml-auto">
          {say("archive")}
        </Button>
      </form>
    </Sheet>
  );
}
