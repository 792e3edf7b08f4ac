import { Bookmark, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { LevelBadge, ProjectBadge } from "../../parts/badges.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { issueWords } from "../../words/issue.ts";
import { issuesWords } from "../../words/issues.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import { Headline } from "../error/headline.tsx";
import { LongText } from "../error/long-text.tsx";
import { isWebAddress, SafeLink } from "../error/safe-link.tsx";
import { Standing } from "../issues/standing.tsx";
import { IssueActions } from "./actions.tsx";
import type { FullIssue } from "./issue.ts";

interface IssueHeadProps {
  readonly issue: FullIssue;
}

/** What an issue is, how it stands, and what can be done with it. */
export function IssueHead({ issue }: IssueHeadProps) {
  const say = useWords(issueWords);
  const sayList = useWords(issuesWords);
  const { short_id: shortId, project, level, culprit, permalink, assignee, bookmarked } = issue;
  return (
    <Headline
      title={issue.title}
      name={shortId}
      above={
        <>
          <ProjectBadge slug={project} />
          <span className="font-medium text-ink">{shortId}</span>
          {issue.upstream_short_id !== null && (
            <bdi>{say("upstreamId", { id: issue.upstream_short_id })}</bdi>
          )}
          {permalink !== null && isWebAddress(permalink) && (
            <SafeLink to={permalink}>{say("openUpstream")}</SafeLink>
          )}
        </>
      }
    >
      {culprit !== null && (
        <p className="text-muted">
          <LongText text={culprit} charsMax={300} />
        </p>
      )}
      <p className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-muted">
        <LevelBadge level={level} />
        <span>
          <Standing issue={issue} /> <StandingDetail issue={issue} />
        </span>
        <span className="inline-flex items-center gap-1">
          <UserRound aria-hidden size={13} />
          <span className="sr-only">{sayList("assignee")}</span>
          <bdi>{assignee ?? sayList("nobody")}</bdi>
        </span>
        {bookmarked && (
          <span className="inline-flex items-center gap-1 text-accent">
            <Bookmark aria-hidden size={13} className="fill-current" />
            {sayList("bookmarked")}
          </span>
        )}
        <Pinned issue={issue} />
      </p>
      <Figures issue={issue} />
      <IssueActions issue={issue} />
    </Headline>
  );
}

function Pinned({ issue: { pinned, pinned_by: by } }: IssueHeadProps) {
  const say = useWords(issueWords);
  if (!pinned) return null;
  const name = by?.name ?? null;
  return <bdi>{name === null ? say("pinned") : say("pinnedBy", { name })}</bdi>;
}

/** What ends the status. */
function StandingDetail({ issue: { status, status_details: details } }: IssueHeadProps) {
  const { resolution, archive } = details;
  if (status === "resolved" && resolution !== null) return <ResolvedIn resolution={resolution} />;
  if (status === "archived" && archive !== null) return <ArchivedUntil archive={archive} />;
  return null;
}

type Details = FullIssue["status_details"];

function ResolvedIn({ resolution }: { readonly resolution: NonNullable<Details["resolution"]> }) {
  const say = useWords(issueWords);
  const { in: when, release, commit } = resolution;
  const what = {
    now: null,
    next_release: say("nextRelease"),
    release,
    commit: commit === null ? null : say("commitShort", { id: commit.slice(0, 12) }),
  }[when];
  return what === null ? null : <bdi>{say("resolvedIn", { what })}</bdi>;
}

function ArchivedUntil({ archive }: { readonly archive: NonNullable<Details["archive"]> }) {
  const say = useWords(issueWords);
  const { exact } = useFormats();
  const { until, count, users, time } = archive;
  const what = {
    forever: null,
    escalating: null,
    count: count === null ? null : say("moreErrors", { n: count }),
    users: users === null ? null : say("moreUsers", { n: users }),
    time: time === null ? null : exact(Date.parse(time)),
  }[until];
  return what === null ? null : <bdi>{say("archivedUntil", { what })}</bdi>;
}

function Figures({ issue }: IssueHeadProps) {
  const say = useWords(issueWords);
  const sayList = useWords(issuesWords);
  const { number } = useFormats();
  const { first_release: first, last_release: last } = issue;
  return (
    <dl className="my-1 grid grid-cols-2 gap-x-6 gap-y-2 sm:flex sm:flex-wrap">
      <Figure name={say("errors")} value={number(issue.count)}>
        {say("kept", { n: issue.kept })}
      </Figure>
      <Figure name={sayList("users")} value={number(issue.users)} />
      <Figure name={say("firstSeen")} value={<RelativeTime time={issue.first_seen} />}>
        {first !== null && <bdi>{say("inRelease", { release: first.slice(0, 100) })}</bdi>}
      </Figure>
      <Figure name={say("lastSeen")} value={<RelativeTime time={issue.last_seen} />}>
        {last !== null && <bdi>{say("inRelease", { release: last.slice(0, 100) })}</bdi>}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly children?: ReactNode;
}

function Figure({ name, value, children }: FigureProps) {
  return (
    <div className="min-w-24">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-base font-semibold">{value}</dd>
      {children !== undefined && <dd className="min-h-5 text-xs text-muted">{children}</dd>}
    </div>
  );
}
