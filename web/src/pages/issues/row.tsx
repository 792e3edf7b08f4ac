import { Link } from "@tanstack/react-router";
import { Bookmark, UserRound } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { LevelBadge, ProjectBadge } from "../../parts/badges.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { issuesWords } from "../../words/issues.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import type { Issue } from "./issue.ts";
import { Standing } from "./standing.tsx";

interface RowProps {
  readonly issue: Issue;
  readonly selected: boolean;
  /** The keyboard is here. */
  readonly current: boolean;
  readonly onSelect: (issue: Issue) => void;
}

/** The columns of a line; on a phone there are two. */
export const columns =
  "grid-cols-[auto_minmax(0,1fr)] gap-x-3 lg:grid-cols-[auto_minmax(0,1fr)_8rem_4rem_6.5rem_4.5rem_6.5rem_8rem]";

/** One issue: a line, or on a phone a card. */
export const IssueRow = memo(function IssueRow({ issue, selected, current, onSelect }: RowProps) {
  const say = useWords(issuesWords);
  return (
    <article
      className={`grid items-center gap-y-1 border-b border-line px-4 py-2 sm:px-6 ${columns} ${
        selected ? "bg-accent-soft" : current ? "bg-sunken" : "bg-surface"
      }`}
    >
      <input
        type="checkbox"
        aria-label={say("select", { id: issue.short_id })}
        checked={selected}
        onChange={() => onSelect(issue)}
        className="size-4 accent-accent-fill"
      />
      <Name issue={issue} current={current} />
      <Figures issue={issue} />
    </article>
  );
});

function Name({ issue, current }: { readonly issue: Issue; readonly current: boolean }) {
  const say = useWords(issuesWords);
  const { short_id: shortId, title, culprit, level, project, bookmarked } = issue;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (current) link.current?.focus({ preventScroll: true });
  }, [current]);
  return (
    <div className="min-w-0">
      <h2 className="flex items-center gap-1.5 font-medium">
        {bookmarked && (
          <Bookmark
            role="img"
            aria-label={say("bookmarked")}
            size={13}
            className="shrink-0 fill-current text-accent"
          />
        )}
        <Link
          ref={link}
          to="/issues/$id"
          params={{ id: shortId }}
          className="truncate hover:underline"
          dir="auto"
        >
          {title}
        </Link>
      </h2>
      <p className="truncate text-[13px] text-muted">
        <bdi>{culprit ?? shortId}</bdi>
      </p>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
        <LevelBadge level={level} />
        <ProjectBadge slug={project} />
        <span className="whitespace-nowrap">{shortId}</span>
        <Standing issue={issue} />
      </p>
    </div>
  );
}

function Figures({ issue }: { readonly issue: Issue }) {
  const say = useWords(issuesWords);
  const { compact } = useFormats();
  const { count, users, sparkline, first_seen: first, last_seen: last, assignee } = issue;
  const hidden = "hidden lg:block";
  return (
    <div className="col-start-2 flex flex-wrap items-center gap-x-3 text-[13px] text-muted lg:contents">
      <div className="w-24 lg:w-full">
        <Sparkline counts={sparkline.counts} />
      </div>
      <Figure shown={compact(count)} said={say("errorsSeen", { n: count })} />
      <Figure shown={compact(users)} said={say("usersSeen", { n: users })} />
      <p className={`${hidden} text-right`}>
        <span className="sr-only">{say("age")} </span>
        <RelativeTime time={first} as="age" />
      </p>
      <p className="lg:text-right">
        <span className="sr-only">{say("last_seen")} </span>
        <RelativeTime time={last} />
      </p>
      <p className={`${assignee === null ? "hidden" : "flex"} min-w-0 items-center gap-1 lg:flex`}>
        <UserRound aria-hidden size={13} className="shrink-0" />
        <span className="sr-only">{say("assignee")}</span>
        <bdi className="truncate">{assignee ?? say("nobody")}</bdi>
      </p>
    </div>
  );
}

/** A number in its column; on a phone, where there are no columns, with its word. */
function Figure({ shown, said }: { readonly shown: string; readonly said: string }) {
  return (
    <p className="lg:text-right" title={said}>
      <span aria-hidden className="hidden text-ink lg:inline">
        {shown}
      </span>
      <span className="lg:sr-only">{said}</span>
    </p>
  );
}
