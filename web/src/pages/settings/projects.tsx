import { Link } from "@tanstack/react-router";
import { useReadPages } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { ProblemState, Skeleton } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { settingsWords } from "../../words/settings.ts";
import { useWords } from "../../words/use-words.ts";
import { Section } from "./parts.tsx";

/** Every project that errors came from. */
export function Projects() {
  const say = useWords(settingsWords);
  const pages = useReadPages("GET /api/v1/projects", {});
  const { data, error, refetch, hasNextPage, fetchNextPage } = pages;
  const projects = data?.pages.flatMap(({ items }) => items);
  return (
    <Section title={say("projects")}>
      {projects === undefined &&
        (error === null ? (
          <Skeleton className="h-16" />
        ) : (
          <ProblemState thrown={error} onRetry={() => void refetch()} />
        ))}
      {projects?.length === 0 && <p className="text-muted">{say("noProjects")}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {projects?.map(({ slug, name, issues, errors, last_seen: last }) => (
          <li key={slug} className="flex flex-wrap gap-x-4 gap-y-1 py-2">
            <span className="min-w-0 flex-1 truncate">
              <Link
                to="/issues"
                search={{ query: `is:unresolved project:${quoted(slug)}` }}
                className="font-medium hover:underline"
              >
                <bdi>{slug}</bdi>
              </Link>{" "}
              {name !== null && name !== slug && <bdi className="text-muted">{name}</bdi>}
            </span>
            <span className="text-[13px] text-muted">
              {say("unresolved", { n: issues.unresolved })} · {say("keptErrors", { n: errors })}
              {last !== null && (
                <>
                  {" · "}
                  <RelativeTime time={last} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{say("more")}</Button>}
    </Section>
  );
}

/** A slug as a query takes it. */
function quoted(slug: string): string {
  return /^[\w.-]+$/.test(slug) ? slug : `"${slug.replaceAll(/["\\]/g, "\\$&")}"`;
}
