import { getRouteApi } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useGrowingList } from "../../client/list.ts";
import { asProblem } from "../../client/problem.ts";
import { Arrived } from "../../parts/arrived.tsx";
import { Button } from "../../parts/button.tsx";
import { Choice, Select } from "../../parts/choice.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Page } from "../../parts/page.tsx";
import { Empty, ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { VirtualList, type VirtualListHandle } from "../../parts/virtual-list.tsx";
import { SearchBox } from "../../search/search-box.tsx";
import { SavedViews, type View } from "../../search/views.tsx";
import { useCommands } from "../../shell/commands.ts";
import { issuesWords } from "../../words/issues.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import type { Issue } from "./issue.ts";
import { type Chosen, ListHead } from "./list-head.tsx";
import { IssueRow } from "./row.tsx";
import { type IssuesSearch, inputOf, periods, sorts, usualQuery } from "./search.ts";

const route = getRouteApi("/issues");
const rowHeight = 76;

/** The list of issues: where one looks, decides and acts. */
export function IssuesPage() {
  const say = useWords(issuesWords);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { query = usualQuery } = search;
  const change = (changed: { [K in keyof IssuesSearch]: IssuesSearch[K] | undefined }): void => {
    void navigate({
      search: (now) => defined({ ...now, ...changed }),
      replace: !("query" in changed),
    });
  };
  const open = ({ query: asked, sort, order }: View): void =>
    change({
      query: asked === usualQuery ? undefined : asked,
      sort: sort === null || sort === "last_seen" ? undefined : sort,
      order: order === "asc" ? order : undefined,
    });
  return (
    <Page title={say("title")}>
      <div className="flex flex-wrap items-start gap-2 px-4 pb-3 sm:px-6">
        <SearchBox
          about="issues"
          query={query}
          onSearch={(asked) => change({ query: asked === usualQuery ? undefined : asked })}
        />
        <Order search={search} onChange={change} />
      </div>
      <SavedViews
        about="issues"
        search={{ ...defined({ sort: search.sort, order: search.order }), query }}
        onOpen={open}
      />
      <List key={JSON.stringify(search)} search={search} onAll={() => change({ query: "" })} />
    </Page>
  );
}

function defined(search: { [K in keyof IssuesSearch]: IssuesSearch[K] | undefined }): IssuesSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

interface OrderProps {
  readonly search: IssuesSearch;
  readonly onChange: (changed: Pick<OrderFields, keyof OrderFields>) => void;
}
type OrderFields = { [K in "sort" | "order" | "period"]?: IssuesSearch[K] | undefined };

function Order({ search, onChange }: OrderProps) {
  const say = useWords(issuesWords);
  const { sort = "last_seen", order, period = "24h" } = search;
  const isUp = order === "asc";
  return (
    <div className="flex gap-2">
      <Select
        label={say("sort")}
        options={sorts.map((each) => [each, say(each)] as const)}
        value={sort}
        onChoose={(chosen) => onChange({ sort: chosen === "last_seen" ? undefined : chosen })}
      />
      <Button
        aria-label={isUp ? say("ascending") : say("descending")}
        title={isUp ? say("ascending") : say("descending")}
        onClick={() => onChange({ order: isUp ? undefined : "asc" })}
      >
        {isUp ? <ArrowUp aria-hidden size={14} /> : <ArrowDown aria-hidden size={14} />}
      </Button>
      <Choice
        label={say("period")}
        options={periods.map((each) => [each, say(each === "24h" ? "hours24" : "days14")] as const)}
        value={period}
        onChoose={(chosen) => onChange({ period: chosen === "24h" ? undefined : chosen })}
      />
    </div>
  );
}

/** Of two readings of an issue the later one. */
function later(listed: Issue, renewed: Issue): Issue {
  return renewed.count >= listed.count ? renewed : listed;
}

interface ListProps {
  readonly search: IssuesSearch;
  readonly onAll: () => void;
}

function List({ search, onAll }: ListProps) {
  const list = useGrowingList("GET /api/v1/issues", inputOf(search), later);
  const { items: issues, arrived, first, error, more, refetch, isSearching } = list;
  if (first === undefined || isSearching) {
    if (error === null) return <SkeletonLines />;
    // The search box says what is wrong with the query.
    return asProblem(error).ofQuery ? null : (
      <ProblemState thrown={error} onRetry={() => void refetch()} />
    );
  }
  if (issues.length === 0) return <Nothing search={search} onAll={onAll} />;
  return (
    <Found
      query={search.query ?? usualQuery}
      issues={issues}
      arrived={arrived}
      total={{ n: first.total ?? issues.length, isExact: first.total_is_exact }}
      onEnd={more}
      onRenew={() => void refetch()}
    />
  );
}

function Nothing({ search, onAll }: ListProps) {
  const say = useWords(issuesWords);
  if ((search.query ?? usualQuery) === usualQuery) {
    const url = `${location.origin}/sentry/webhook`;
    return (
      <Empty
        title={say("noneUnresolved")}
        actions={
          <>
            <CopyButton text={url} />
            <Button onClick={onAll}>{say("all")}</Button>
          </>
        }
      >
        {say("noneUnresolvedDetail", { url })}
      </Empty>
    );
  }
  return (
    <Empty title={say("none")} actions={<Button onClick={onAll}>{say("all")}</Button>}>
      {say("noneDetail")}
    </Empty>
  );
}

interface FoundProps {
  readonly query: string;
  readonly issues: readonly Issue[];
  readonly arrived: number;
  readonly total: { readonly n: number; readonly isExact: boolean };
  readonly onEnd: () => void;
  readonly onRenew: () => void;
}

function Found({ query, issues, arrived, total, onEnd, onRenew }: FoundProps) {
  const say = useWords(issuesWords);
  const list = useRef<VirtualListHandle>(null);
  const [cursor, setCursor] = useState(-1);
  const [chosen, setChosen] = useState<Chosen>(new Set());
  const current = issues[cursor];
  const toggle = useCallback(({ id }: Issue) => setChosen((now) => toggled(now, id)), []);
  const move = (step: number): void => {
    const next = Math.max(0, Math.min(cursor + step, issues.length - 1));
    setCursor(next);
    list.current?.show(next);
  };
  const group = useWords(shellWords)("groupPage");
  useCommands([
    { title: say("next"), group, keys: "j", keysOnly: true, run: () => move(1) },
    { title: say("previous"), group, keys: "k", keysOnly: true, run: () => move(-1) },
    {
      title: say("toggle"),
      group,
      keys: "x",
      keysOnly: true,
      run: () => current && toggle(current),
    },
    { title: say("showNew"), group, keys: "r", run: onRenew },
  ]);
  return (
    <>
      <ListHead
        query={query}
        issues={issues}
        current={current}
        total={total}
        chosen={chosen}
        onChoose={setChosen}
      />
      {arrived > 0 && <Arrived onShow={onRenew}>{say("arrived", { n: arrived })}</Arrived>}
      <VirtualList
        label={say("title")}
        count={issues.length}
        rowHeight={rowHeight}
        keyOf={(at) => issues[at]?.id ?? at}
        onEnd={onEnd}
        handle={list}
        row={(at) => {
          const issue = issues[at];
          return issue === undefined ? null : (
            <IssueRow
              issue={issue}
              selected={chosen === "everything" || chosen.has(issue.id)}
              current={at === cursor}
              onSelect={toggle}
            />
          );
        }}
      />
    </>
  );
}

function toggled(chosen: Chosen, id: number): Chosen {
  const next = new Set(chosen === "everything" ? [] : chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}
