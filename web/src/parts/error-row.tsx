import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, memo, type Ref, useEffect, useRef } from "react";
import type { ReplyOf } from "../client/call.ts";
import { LevelBadge, ProjectBadge } from "./badges.tsx";
import { RelativeTime } from "./time.tsx";

export type ErrorItem = ReplyOf<"GET /api/v1/errors">["items"][number];

/** The columns of a line; on a phone it is a card. */
export const errorColumns =
  "lg:grid-cols-[7rem_minmax(0,1fr)_5.5rem_8rem_8rem_9rem] lg:gap-x-3 grid-cols-[minmax(0,1fr)]";
export const errorRowHeight = 56;

interface ErrorRowProps {
  readonly error: ErrorItem;
  /** Which of its times is shown. */
  readonly time: "timestamp" | "received_at";
  /** The keyboard is here. */
  readonly current: boolean;
}

/** One error: a line, or on a phone a card. */
export const ErrorRow = memo(function ErrorRow({ error, time, current }: ErrorRowProps) {
  const { project, level, environment, release, culprit, issue_short_id: issue } = error;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (current) link.current?.focus({ preventScroll: true });
  }, [current]);
  return (
    <article
      className={`grid items-center gap-y-1 border-b border-line px-4 py-2 sm:px-6 ${errorColumns} ${
        current ? "bg-sunken" : "bg-surface"
      }`}
    >
      <div className="order-1 min-w-0 lg:order-2">
        <h2 className="flex font-medium">
          <ErrorLink error={error} ref={link} />
        </h2>
        <p className="truncate text-[13px] text-muted">
          <span>{issue}</span> <bdi>{culprit}</bdi>
        </p>
      </div>
      <div className="order-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-muted lg:contents">
        <p className="lg:order-1">
          <RelativeTime time={error[time]} />
        </p>
        <p className="lg:order-3">
          <LevelBadge level={level} />
        </p>
        <p className="min-w-0 lg:order-4">
          <ProjectBadge slug={project} />
        </p>
        <Fact>{environment}</Fact>
        <Fact>{release}</Fact>
      </div>
    </article>
  );
});

/** A word of the error, where it is known. */
function Fact({ children }: { readonly children: string | null }) {
  return (
    <p className="max-w-40 truncate lg:order-5" title={children?.slice(0, 200)}>
      <bdi>{children}</bdi>
    </p>
  );
}

interface ErrorLinkProps {
  readonly error: ErrorItem;
  readonly ref: Ref<HTMLAnchorElement>;
}

/** To the error's own page. */
function ErrorLink({ error: { id, title }, ref }: ErrorLinkProps) {
  const router = useRouter();
  const href = `/app/errors/${id}`;
  const open = (event: MouseEvent): void => {
    // A new tab or window is the browser's business.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <a ref={ref} href={href} onClick={open} className="truncate hover:underline" dir="auto">
      {title}
    </a>
  );
}
