import { Search } from "lucide-react";
import { useRef, useState } from "react";
import { useRead } from "../client/queries.ts";
import { Button } from "../parts/button.tsx";
import { useListbox } from "../parts/listbox.ts";
import { useCommands } from "../shell/commands.ts";
import { searchWords } from "../words/search.ts";
import { shellWords } from "../words/shell.ts";
import { useFormats } from "../words/use-formats.ts";
import { useWords } from "../words/use-words.ts";
import { type Subject, type Suggestion, useCompletion, withSuggestion } from "./completion.ts";

interface SearchBoxProps {
  readonly about: Subject;
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

/** Queries are written alike in every language. */
const hints = { issues: "is:unresolved level:error …", errors: "level:error release:2.1.* …" };

/** Where the query is written, with what may be written next, and what is wrong with it. */
export function SearchBox({ about, query, onSearch }: SearchBoxProps) {
  const say = useWords(searchWords);
  const [draft, setDraft] = useState(query);
  // Null: the list of suggestions is closed.
  const [cursor, setCursor] = useState<number | null>(null);
  // Another query stands there when another is searched for; the field stays, and keeps the focus.
  const [searched, setSearched] = useState(query);
  if (searched !== query) {
    setSearched(query);
    setDraft(query);
    setCursor(null);
  }
  const input = useRef<HTMLInputElement>(null);
  const group = useWords(shellWords)("groupPage");
  useCommands([{ title: say("focus"), group, keys: "/", run: () => input.current?.focus() }]);
  const offer = useCompletion(about, draft, cursor);
  const suggestions = offer?.suggestions ?? [];
  const pick = (at: number): void => {
    const suggestion = suggestions[at];
    if (suggestion === undefined || offer === null || input.current === null) return;
    const next = withSuggestion(offer, suggestion);
    setDraft(next.text);
    setCursor(next.cursor);
    list.setActive(-1);
    input.current.value = next.text;
    input.current.setSelectionRange(next.cursor, next.cursor);
    input.current.focus();
  };
  const list = useListbox({ count: suggestions.length, onPick: pick, startAt: -1 });
  const submit = (): void => {
    setCursor(null);
    onSearch(draft.trim());
  };
  return (
    <search className="relative min-w-60 flex-1">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        className="flex gap-2"
      >
        <span className="relative flex-1">
          <Search aria-hidden size={14} className="absolute top-2.5 left-2.5 text-muted" />
          <input
            {...list.field}
            ref={input}
            aria-label={say(about)}
            aria-describedby="query-problem"
            placeholder={hints[about]}
            enterKeyHint="search"
            value={draft}
            onChange={({ target }) => {
              setDraft(target.value);
              setCursor(target.selectionStart);
              list.setActive(-1);
            }}
            onFocus={({ target }) => setCursor(target.selectionStart)}
            onBlur={() => setCursor(null)}
            onKeyDown={(event) => {
              if (list.onKeyDown(event) || event.key !== "Escape") return;
              if (suggestions.length > 0) setCursor(null);
              else event.currentTarget.blur();
            }}
            className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 font-mono text-[13px]"
          />
        </span>
        <Button type="submit">{say("search")}</Button>
      </form>
      <Suggestions suggestions={suggestions} list={list} onPick={pick} />
      <QueryProblem about={about} query={query} />
    </search>
  );
}

interface SuggestionsProps {
  readonly suggestions: readonly Suggestion[];
  readonly list: ReturnType<typeof useListbox>;
  readonly onPick: (at: number) => void;
}

function Suggestions({ suggestions, list, onPick }: SuggestionsProps) {
  const say = useWords(searchWords);
  const { compact } = useFormats();
  if (suggestions.length === 0) return null;
  return (
    <div
      id={list.listId}
      role="listbox"
      aria-label={say("suggestions")}
      className="absolute inset-x-0 top-9 z-20 max-h-80 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
    >
      {suggestions.map(({ kind, label, text, about, count }, at) => (
        <div
          key={`${kind} ${text}`}
          id={list.optionId(at)}
          role="option"
          tabIndex={-1}
          aria-selected={at === list.active}
          // The field keeps the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(at);
          }}
          className="flex gap-3 rounded px-2 py-1 hover:bg-sunken aria-selected:bg-accent-soft"
        >
          <bdi className="max-w-1/2 truncate font-mono text-[13px]">{label}</bdi>
          <span className="truncate text-xs text-muted">
            {about ?? (count === null ? "" : compact(count))}
          </span>
        </div>
      ))}
    </div>
  );
}

/** What is wrong with the query that was searched for, and where. */
function QueryProblem({ about, query }: { readonly about: Subject; readonly query: string }) {
  const say = useWords(searchWords);
  const { data } = useRead("GET /api/v1/search/check", { about, query }, { live: false });
  const problem = data?.problem ?? null;
  if (problem === null) return null;
  const { message, position, length, expected } = problem;
  const end = position + Math.max(1, length);
  return (
    <div
      id="query-problem"
      role="alert"
      className="mt-2 rounded-md border border-danger bg-surface px-3 py-2"
    >
      <p className="font-medium text-danger">{say("wrongQuery")}</p>
      <p className="my-1 font-mono text-[13px] whitespace-pre-wrap">
        {query.slice(0, position)}
        <mark className="bg-transparent text-danger underline decoration-wavy underline-offset-4">
          {query.slice(position, end) || "…"}
        </mark>
        {query.slice(end)}
      </p>
      <p>{message}</p>
      {expected.length > 0 && (
        <p className="text-[13px] text-muted">
          {say("expected", { what: expected.slice(0, 12).join(", ") })}
        </p>
      )}
    </div>
  );
}
