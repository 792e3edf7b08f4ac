import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useReadPages } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { issueWords } from "../../words/issue.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import { tagQuery } from "../error/tags.tsx";
import { visible } from "../error/visible.ts";

/** What one asks for first. */
const firstKeys = ["release", "user", "environment"];

/** How the errors of an issue spread over the values of their tags; releases and users are among these. */
export function TagShares({ id }: { readonly id: string }) {
  const say = useWords(issueWords);
  const pages = useReadPages("GET /api/v1/issues/{id}/tags", { id });
  const { data, error, refetch, hasNextPage, fetchNextPage } = pages;
  if (data === undefined) {
    return error === null ? (
      <SkeletonLines />
    ) : (
      <ProblemState thrown={error} onRetry={() => void refetch()} />
    );
  }
  const tags = data.pages.flatMap(({ items }) => items);
  const rank = (key: string): number => firstKeys.indexOf(key) + 1 || firstKeys.length + 1;
  const sorted = tags.toSorted((a, b) => rank(a.key) - rank(b.key));
  return (
    <>
      {tags.length === 0 && <p className="text-muted">{say("noTags")}</p>}
      <div className="grid items-start gap-3 md:grid-cols-2 xl:grid-cols-3">
        {sorted.map((tag) => (
          <TagPanel key={tag.key} id={id} tag={tag} />
        ))}
      </div>
      {hasNextPage && (
        <Button className="mt-3" onClick={() => void fetchNextPage()}>
          {say("more")}
        </Button>
      )}
    </>
  );
}

interface TagPanelProps {
  readonly id: string;
  readonly tag: {
    readonly key: string;
    readonly values: number;
    readonly count: number;
    readonly top: readonly { readonly value: string; readonly count: number }[];
  };
}

function TagPanel({ id, tag: { key, values, count, top } }: TagPanelProps) {
  const say = useWords(issueWords);
  const [isWhole, setWhole] = useState(false);
  const shares = top.map((each) => ({ ...each, share: count === 0 ? 0 : each.count / count }));
  return (
    <Panel
      title={visible(key)}
      actions={<span className="text-[13px] text-muted">{say("tagValues", { n: values })}</span>}
    >
      {isWhole ? <AllValues id={id} tagKey={key} /> : <Bars id={id} tagKey={key} values={shares} />}
      {!isWhole && values > top.length && (
        <Button look="quiet" className="mt-2" onClick={() => setWhole(true)}>
          {say("allValues", { tag: visible(key) })}
        </Button>
      )}
    </Panel>
  );
}

interface OfTag {
  readonly id: string;
  readonly tagKey: string;
}

function AllValues({ id, tagKey }: OfTag) {
  const say = useWords(issueWords);
  const pages = useReadPages("GET /api/v1/issues/{id}/tags/{key}", { id, key: tagKey });
  const { data, error, refetch, hasNextPage, fetchNextPage } = pages;
  if (data === undefined) {
    return error === null ? (
      <SkeletonLines lines={5} />
    ) : (
      <ProblemState thrown={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      <Bars id={id} tagKey={tagKey} values={data.pages.flatMap(({ items }) => items)} />
      {hasNextPage && (
        <Button look="quiet" className="mt-2" onClick={() => void fetchNextPage()}>
          {say("more")}
        </Button>
      )}
    </>
  );
}

interface BarsProps extends OfTag {
  readonly values: readonly {
    readonly value: string;
    readonly count: number;
    readonly share: number;
  }[];
}

/** Values with their shares as bars; each leads to the errors of the issue that have it. */
function Bars({ id, tagKey, values }: BarsProps) {
  const say = useWords(issueWords);
  const { percent } = useFormats();
  return (
    <ul className="flex flex-col gap-2">
      {values.map(({ value, count, share }) => (
        <li key={value}>
          <p className="flex gap-2 text-[13px]">
            <Link
              to="/issues/$id"
              params={{ id }}
              search={{ view: "errors", query: tagQuery(tagKey, value) }}
              className="min-w-0 flex-1 truncate hover:underline"
              dir="auto"
            >
              {visible(value)}
            </Link>
            <span className="text-muted">{say("share", { share: percent(share), n: count })}</span>
          </p>
          <div aria-hidden className="mt-0.5 h-1.5 overflow-hidden rounded-full bg-sunken">
            <div
              className="h-full rounded-full bg-accent-fill"
              style={{ width: `${share * 100}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
