import { getRouteApi, Link } from "@tanstack/react-router";
import { isGone } from "../../client/problem.ts";
import { ProjectBadge } from "../../parts/badges.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemState, SkeletonBlocks } from "../../parts/states.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import type { FullError } from "./error.ts";
import { ErrorFacts } from "./facts.tsx";
import { Headline } from "./headline.tsx";
import { LongText } from "./long-text.tsx";
import { Pager } from "./pager.tsx";
import { tabSearch } from "./search.ts";
import { ErrorTools } from "./tools.tsx";
import { useError } from "./use-error.ts";
import { ErrorView } from "./view.tsx";

/** As tall as what comes. */
const heights = ["h-24", "h-10", "h-96"];

const route = getRouteApi("/errors/$id");

/** One error with everything that is known of it. */
export function ErrorPage() {
  const say = useWords(errorWords);
  const { id } = route.useParams();
  const { data, error, refetch } = useError(id);
  if (data !== undefined && !isGone(error)) return <Shown error={data} />;
  return (
    <Page title={say("title")}>
      {error === null ? (
        <SkeletonBlocks heights={heights} />
      ) : (
        <ProblemState thrown={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}

function Shown({ error }: { readonly error: FullError }) {
  const say = useWords(errorWords);
  const navigate = route.useNavigate();
  const { tab = "details" } = route.useSearch();
  const { id, issue_short_id: issue, culprit } = error;
  return (
    <>
      <Headline
        title={error.title}
        above={
          <>
            <ProjectBadge slug={error.project} />
            <span>
              {say("issue")}{" "}
              <Link
                to="/issues/$id"
                params={{ id: issue }}
                search={{ error: id }}
                className="text-accent underline"
              >
                {issue}
              </Link>
            </span>
          </>
        }
      >
        {culprit !== null && (
          <p className="text-muted">
            <LongText text={culprit} charsMax={300} />
          </p>
        )}
        <ErrorFacts error={error} />
        <div className="mt-1 flex flex-wrap items-center justify-between gap-2">
          <ErrorTools
            error={error}
            onRemoved={() => void navigate({ to: "/issues/$id", params: { id: issue } })}
          />
          <Pager
            id={id}
            onGo={(to) => void navigate({ params: { id: String(to) }, search: (now) => now })}
            link={({ id: to, label, keys, ...rest }) => (
              <Link
                key={label}
                to="/errors/$id"
                params={{ id: String(to) }}
                search={tabSearch(tab)}
                resetScroll={false}
                aria-label={label}
                aria-keyshortcuts={keys}
                {...rest}
              />
            )}
          />
        </div>
      </Headline>
      <div className="px-4 pb-6 sm:px-6">
        <ErrorView
          error={error}
          tab={tab}
          onTab={(chosen) => void navigate({ search: tabSearch(chosen), resetScroll: false })}
        />
      </div>
    </>
  );
}
