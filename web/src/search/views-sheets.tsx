import { useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../client/call.ts";
import { Button } from "../parts/button.tsx";
import { Sheet } from "../parts/dialog.tsx";
import { notify, notifyProblem } from "../parts/toasts.tsx";
import { searchWords } from "../words/search.ts";
import { useWords } from "../words/use-words.ts";
import type { Subject } from "./completion.ts";
import type { View, ViewSearch } from "./views.tsx";

const field = "h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2";
/** As many characters as a name may have. */
const nameCharsMax = 100;

/** Changes views, shows how they are then, and says what was done or why not. Whether it was done. */
function useViewWrite() {
  const queries = useQueryClient();
  return async (write: Promise<View>, title?: string, undo?: () => void): Promise<boolean> => {
    try {
      await write;
      await queries.invalidateQueries({ queryKey: ["GET /api/v1/views"] });
      if (title !== undefined) notify({ title, ...(undo === undefined ? {} : { undo }) });
      return true;
    } catch (thrown) {
      notifyProblem(thrown);
      return false;
    }
  };
}

interface SaveSheetProps {
  readonly about: Subject;
  readonly search: ViewSearch;
  readonly onClose: () => void;
}

/** Asks by which name the search is saved. */
export function SaveSheet({ about, search, onClose }: SaveSheetProps) {
  const say = useWords(searchWords);
  const [name, setName] = useState("");
  const write = useViewWrite();
  const save = async (): Promise<void> => {
    const input = { ...search, about, name };
    if (await write(call("POST /api/v1/views", input), say("saved", { name }))) onClose();
  };
  return (
    <Sheet open onOpenChange={(open) => open || onClose()} title={say("save")}>
      <form
        className="flex flex-col gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") void save();
        }}
      >
        <QueryText query={search.query} />
        <div className="flex gap-2">
          <input
            // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here.
            autoFocus
            aria-label={say("name")}
            placeholder={say("name")}
            maxLength={nameCharsMax}
            value={name}
            onChange={(event) => setName(event.target.value)}
            className={field}
          />
          <Button type="submit" look="primary">
            {say("save")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

function QueryText({ query }: { readonly query: string }) {
  const say = useWords(searchWords);
  return (
    <p className="truncate font-mono text-[13px] text-muted" title={query}>
      <bdi>{query.trim() === "" ? say("everything") : query}</bdi>
    </p>
  );
}

interface ArrangeSheetProps {
  readonly views: readonly View[];
  readonly onClose: () => void;
}

/** Names, order and deletion of what was saved. */
export function ArrangeSheet({ views, onClose }: ArrangeSheetProps) {
  const say = useWords(searchWords);
  return (
    <Sheet open onOpenChange={(open) => open || onClose()} title={say("arrange")}>
      {views.length === 0 && <p className="p-4 text-muted">{say("noViews")}</p>}
      <ol className="flex flex-col overflow-y-auto p-2">
        {views.map((view, at) => (
          <li key={view.id} className="border-b border-line p-2 last:border-0">
            <ViewRow view={view} above={views[at - 1]} below={views[at + 1]} />
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

interface ViewRowProps {
  readonly view: View;
  readonly above: View | undefined;
  readonly below: View | undefined;
}

function ViewRow({ view, above, below }: ViewRowProps) {
  const say = useWords(searchWords);
  const { id, name, query } = view;
  const [draft, setDraft] = useState(name);
  const write = useViewWrite();
  const change = (changed: { name: string } | { position: number }, title?: string): void =>
    void write(call("PATCH /api/v1/views/{id}", { id, ...changed }), title);
  // A place is one among the views of both kinds.
  const moveTo = (other: View | undefined): void => {
    if (other !== undefined) change({ position: other.position });
  };
  const remove = (): void =>
    void write(call("DELETE /api/v1/views/{id}", { id }), say("removed", { name }), () => {
      void write(call("POST /api/v1/views", savedAgain(view)), say("saved", { name }));
    });
  const isNew = draft.trim() !== "" && draft.trim() !== name;
  return (
    <form
      className="flex flex-col gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isNew) change({ name: draft }, say("renamed"));
      }}
    >
      <div className="flex items-center gap-1">
        <input
          aria-label={say("nameOf", { name })}
          maxLength={nameCharsMax}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          dir="auto"
          className={field}
        />
        {isNew && <Button type="submit">{say("rename")}</Button>}
        <Button
          look="quiet"
          aria-label={say("up", { name })}
          disabled={above === undefined}
          onClick={() => moveTo(above)}
        >
          <ArrowUp aria-hidden size={14} />
        </Button>
        <Button
          look="quiet"
          aria-label={say("down", { name })}
          disabled={below === undefined}
          onClick={() => moveTo(below)}
        >
          <ArrowDown aria-hidden size={14} />
        </Button>
        <Button look="quiet" aria-label={say("remove", { name })} onClick={remove}>
          <Trash2 aria-hidden size={14} />
        </Button>
      </div>
      <QueryText query={query} />
    </form>
  );
}

/** What puts a view that was deleted back where it was. */
function savedAgain({ name, about, query, sort, order, position }: View) {
  return { name, about, query, order, position, ...(sort === null ? {} : { sort }) };
}
