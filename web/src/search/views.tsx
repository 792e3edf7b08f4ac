import { Bookmark, ListOrdered } from "lucide-react";
import { useState } from "react";
import type { InputOf, ReplyOf } from "../client/call.ts";
import { useRead } from "../client/queries.ts";
import { Button } from "../parts/button.tsx";
import { useCommands } from "../shell/commands.ts";
import { searchWords } from "../words/search.ts";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";
import type { Subject } from "./completion.ts";
import { ArrangeSheet, SaveSheet } from "./views-sheets.tsx";

export type View = ReplyOf<"GET /api/v1/views">["items"][number];
/** A search as a view keeps it. */
export type ViewSearch = Pick<InputOf<"POST /api/v1/views">, "query" | "sort" | "order">;

interface SavedViewsProps {
  readonly about: Subject;
  /** What is searched for now. */
  readonly search: ViewSearch;
  readonly onOpen: (view: View) => void;
}

/** As many as digits. */
const withKeysMax = 9;

/** The searches that were saved, to open with one click, by `v 1` … or by the palette; and to save this one. */
export function SavedViews({ about, search, onOpen }: SavedViewsProps) {
  const say = useWords(searchWords);
  const group = useWords(shellWords)("groupPage");
  const [sheet, setSheet] = useState<"save" | "arrange" | null>(null);
  const close = (): void => setSheet(null);
  const views = useRead("GET /api/v1/views", { about }).data?.items ?? [];
  useCommands([
    ...views.map((view, at) => ({
      title: say("view", { name: view.name }),
      group,
      ...(at < withKeysMax ? { keys: `v ${at + 1}` } : {}),
      run: () => onOpen(view),
    })),
    { title: say("save"), group, keys: "v s", run: () => setSheet("save") },
    { title: say("arrange"), group, keys: "v a", run: () => setSheet("arrange") },
  ]);
  return (
    <nav
      aria-label={say("views")}
      className="-my-1 flex items-center gap-1.5 overflow-x-auto px-4 py-1 pb-3 sm:px-6"
    >
      {views.map((view) => (
        <Button
          key={view.id}
          look="quiet"
          aria-pressed={isSame(view, search)}
          title={view.query}
          onClick={() => onOpen(view)}
          className="max-w-60 border border-line aria-pressed:bg-accent-soft aria-pressed:text-accent"
        >
          <bdi className="truncate">{view.name}</bdi>
        </Button>
      ))}
      <Button look="quiet" onClick={() => setSheet("save")}>
        <Bookmark aria-hidden size={14} />
        {say("save")}
      </Button>
      {views.length > 0 && (
        <Button
          look="quiet"
          aria-label={say("arrange")}
          title={say("arrange")}
          onClick={() => setSheet("arrange")}
        >
          <ListOrdered aria-hidden size={14} />
        </Button>
      )}
      {sheet === "save" && <SaveSheet about={about} search={search} onClose={close} />}
      {sheet === "arrange" && <ArrangeSheet views={views} onClose={close} />}
    </nav>
  );
}

function isSame({ query, sort, order }: View, search: ViewSearch): boolean {
  const isSorted = sort === null || sort === (search.sort ?? "last_seen");
  return query === search.query && isSorted && order === (search.order ?? "desc");
}
