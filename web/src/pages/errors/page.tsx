import { getRouteApi } from "@tanstack/react-router";
import { useGrowingList } from "../../client/list.ts";
import { asProblem } from "../../client/problem.ts";
import { Arrived } from "../../parts/arrived.tsx";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorHeadings, ErrorList } from "../../parts/error-list.tsx";
import type { ErrorItem } from "../../parts/error-row.tsx";
import { Page } from "../../parts/page.tsx";
import { Empty, ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { SearchBox } from "../../search/search-box.tsx";
import { SavedViews } from "../../search/views.tsx";
import { useCommands } from "../../shell/commands.ts";
import { errorsWords } from "../../words/errors.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import { ExportButton } from "./export-button.tsx";

const route = getRouteApi("/errors");
const rowsOfPage = 100;

/** The list of errors: every single one that passes a query, the newest first. */
export function ErrorsPage() {
  const say = useWords(errorsWords);
  const { query = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const search = (asked: string): void =>
    void navigate({ search: asked === "" ? {} : { query: asked } });
  return (
    <Page title={say("title")} actions={<ExportButton query={query} />}>
      <div className="flex flex-wrap items-start gap-2 px-4 pb-3 sm:px-6">
        <SearchBox about="errors" query={query} onSearch={search} />
      </div>
      <SavedViews about="errors" search={{ query }} onOpen={(view) => search(view.query)} />
      <List key={query} query={query} onAll={() => search("")} />
    </Page>
  );
}

interface ListProps {
  readonly query: string;
  readonly onAll: () => void;
}

function List({ query, onAll }: ListProps) {
  const say = useWords(errorsWords);
  const group = useWords(shellWords)("groupPage");
  const asked = query === "" ? {} : { query };
  const input = { ...asked, limit: rowsOfPage };
  const list = useGrowingList("GET /api/v1/errors", input, renewedOf);
  const { items, arrived, first, error, more, refetch, isSearching } = list;
  const renew = (): void => void refetch();
  useCommands([{ title: say("showNew"), group, keys: "r", run: renew }]);
  if (first === undefined || isSearching) {
    if (error === null) return <SkeletonLines />;
    // The search box says what is wrong with the query.
    return asProblem(error).ofQuery ? null : <ProblemState thrown={error} onRetry={renew} />;
  }
  if (items.length === 0) return <Nothing query={query} onAll={onAll} />;
  const n = first.total ?? items.length;
  return (
    <>
      <ErrorHeadings>
        {first.total_is_exact ? say("found", { n }) : say("foundAtLeast", { n })}
      </ErrorHeadings>
      {arrived > 0 && <Arrived onShow={renew}>{say("arrived", { n: arrived })}</Arrived>}
      <ErrorList label={say("title")} errors={items} time="timestamp" onEnd={more} />
    </>
  );
}

/** An error changes seldom (its event comes after its issue): what was read last holds. */
function renewedOf(_: ErrorItem, renewed: ErrorItem): ErrorItem {
  return renewed;
}

function Nothing({ query, onAll }: ListProps) {
  const say = useWords(errorsWords);
  if (query === "") {
    const url = `${location.origin}/sentry/webhook`;
    return (
      <Empty title={say("empty")} actions={<CopyButton text={url} />}>
        {say("emptyDetail", { url })}
      </Empty>
    );
  }
  return (
    <Empty title={say("none")} actions={<Button onClick={onAll}>{say("all")}</Button>}>
      {say("noneDetail")}
    </Empty>
  );
}
