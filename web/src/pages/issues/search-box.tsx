import { Search } from "lucide-react";
import { type Ref, useRef, useState } from "react";
import { useRead } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { useListbox } from "../../parts/listbox.ts";
import { issuesWords } from "../../words/issues.ts";
import { useWords } from "../../words/use-words.ts";
import { type Suggestion, useSuggestions, withSuggestion } from "./completion.ts";

interface SearchBoxProps {
  readonly query: string;
  readonly onSearch: (query: string) => void;
  readonly ref: Ref<HTMLInputElement>;
}

/** Where the query is written, with what may be written next, and what is wrong with it. */
export function SearchBox({ query, onSearch, ref }: SearchBoxProps) {
  const say = useWords(issuesWords);
  const [draft, setDraft] = useState(query);
  // Null: the list of suggestions is closed.
  const [cursor, setCursor] = useState<number | null>(null);
  const input = useRef<HTMLInputElement | null>(null);
  const { completion, suggestions } = useSuggestions(draft, cursor);
  const pick = (at: number): void => {
    const suggestion = suggestions[at];
    if (suggestion === undefined || input.current === null) return;
    const next = withSuggestion(draft, completion, suggestion);
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
            ref={(element) => {
              input.current = element;
              if (typeof ref === "function") ref(element);
              else if (ref !== null) ref.current = element;
            }}
            aria-label={say("query")}
            aria-describedby="query-problem"
            placeholder={say("queryHint")}
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
      <QueryProblem query={query} />
    </search>
  );
}

interface SuggestionsProps {
  readonly suggestions: readonly Suggestion[];
  readonly list: ReturnType<typeof useListbox>;
  readonly onPick: (at: number) => void;
}

function Suggestions({ suggestions, list, onPick }: SuggestionsProps) {
  const say = useWords(issuesWords);
  if (suggestions.length === 0) return null;
  return (
    <div
      id={list.listId}
      role="listbox"
      aria-label={say("suggestions")}
      className="absolute inset-x-0 top-9 z-20 max-h-80 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
    >
      {suggestions.map(({ text, about }, at) => (
        <div
          key={text}
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
          <bdi className="font-mono text-[13px]">{text}</bdi>
          <span className="truncate text-xs text-muted">{about}</span>
        </div>
      ))}
    </div>
  );
}

/** What is wrong with the query that was searched for, and where. */
function QueryProblem({ query }: { readonly query: string }) {
  const say = useWords(issuesWords);
  const { data } = useRead("GET /api/v1/search/check", { about: "issues", query }, { live: false });
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
