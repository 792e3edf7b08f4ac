import { useRouter } from "@tanstack/react-router";
import { Bookmark, UserRound } from "lucide-react";
import { type MouseEvent, memo, useEffect, useRef } from "react";
import { Badge, LevelBadge, ProjectBadge } from "../../parts/badges.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { issuesWords } from "../../words/issues.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import type { Issue } from "./issue.ts";

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
        <IssueLink issue={issue} ref={link}>
          {title}
        </IssueLink>
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

interface IssueLinkProps {
  readonly issue: Issue;
  readonly ref: React.Ref<HTMLAnchorElement>;
  readonly children: string;
}

/** To the issue's own page. */
function IssueLink({ issue, ref, children }: IssueLinkProps) {
  const router = useRouter();
  const href = `/issues/${encodeURIComponent(issue.short_id)}`;
  const open = (event: MouseEvent): void => {
    // A new tab or window is the browser's business.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.history.push(`/app${href}`);
  };
  return (
    <a
      ref={ref}
      href={`/app${href}`}
      onClick={open}
      className="truncate hover:underline"
      dir="auto"
    >
      {children}
    </a>
  );
}

const tones = { regressed: "danger", escalating: "warning", new: "accent" } as const;

function Standing({ issue: { status, substatus } }: { readonly issue: Issue }) {
  const say = useWords(issuesWords);
  if (status === "resolved") return <Badge tone="good">{say("resolved")}</Badge>;
  const tone = tones[substatus as keyof typeof tones] ?? "neutral";
  return <Badge tone={tone}>{say(substatus ?? status)}</Badge>;
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
