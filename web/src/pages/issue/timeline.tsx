import { Activity, Bot, MessageSquare, Siren, StickyNote } from "lucide-react";
import { type FormEvent, useState } from "react";
import { markStale, useReadPages, useWrite } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { PlaceLink } from "../../parts/place-link.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { notify, notifyProblem } from "../../parts/toasts.tsx";
import { issueWords } from "../../words/issue.ts";
import { useWords } from "../../words/use-words.ts";
import { LongText } from "../error/long-text.tsx";
import { Pairs } from "../error/pairs.tsx";
import type { TimelineEntry } from "./issue.ts";

const address = "GET /api/v1/issues/{id}/timeline";

/** What happened to an issue and what was said of it, with a place to say something. */
export function Timeline({ id }: { readonly id: string }) {
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <CommentBox id={id} />
      <Entries id={id} />
    </div>
  );
}

function CommentBox({ id }: { readonly id: string }) {
  const say = useWords(issueWords);
  const [text, setText] = useState("");
  const { mutate, isPending } = useWrite("POST /api/v1/issues/{id}/comments");
  const send = (event?: FormEvent): void => {
    event?.preventDefault();
    if (text.trim() === "") return;
    mutate(
      { id, text },
      {
        onSuccess() {
          setText("");
          markStale(new Set([address]));
          notify({ title: say("commented") });
        },
        onError: notifyProblem,
      },
    );
  };
  return (
    <form onSubmit={send} className="flex flex-col items-end gap-2">
      <textarea
        aria-label={say("comment")}
        placeholder={say("commentHint")}
        rows={3}
        maxLength={10_000}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
        className="w-full rounded-md border border-line-strong bg-surface p-2"
      />
      <Button type="submit" look="primary" disabled={isPending}>
        {say("send")}
      </Button>
    </form>
  );
}

function Entries({ id }: { readonly id: string }) {
  const say = useWords(issueWords);
  const { data, error, refetch, hasNextPage, fetchNextPage } = useReadPages(address, { id });
  if (data === undefined) {
    return error === null ? (
      <SkeletonLines />
    ) : (
      <ProblemState thrown={error} onRetry={() => void refetch()} />
    );
  }
  const entries = data.pages.flatMap(({ items }) => items);
  return (
    <>
      {entries.length === 0 && <p className="text-muted">{say("noTimeline")}</p>}
      <ol className="flex flex-col">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{say("more")}</Button>}
    </>
  );
}

const kinds = {
  state: ["kindState", Activity],
  comment: ["kindComment", MessageSquare],
  seer: ["kindSeer", Bot],
  alert: ["kindAlert", Siren],
} as const;

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const say = useWords(issueWords);
  const { at, kind, actor, source, delivery_id: delivery } = entry;
  const [word, Icon] = kinds[kind as keyof typeof kinds] ?? ["kindOther", StickyNote];
  const who = actor?.name ?? actor?.type ?? say("itself");
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2 border-line border-b py-2.5">
      <Icon aria-hidden size={15} className="mt-0.5 text-muted" />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2 text-[13px] text-muted">
          <span className="font-medium text-ink">{say(word)}</span>
          <bdi>{say("by", { who, source })}</bdi>
          <RelativeTime time={at} />
          {delivery !== null && (
            <PlaceLink to={`/deliveries/${delivery}`}>
              {say("toldIn", { id: String(delivery) })}
            </PlaceLink>
          )}
        </p>
        <Words entry={entry} />
      </div>
    </li>
  );
}

/** What was said or done; the words of a comment are whole in its detail. */
function Words({ entry: { kind, summary, detail } }: { readonly entry: TimelineEntry }) {
  const say = useWords(issueWords);
  const comment = detail["comment"];
  if (kind === "comment" && typeof comment === "string") return <LongText text={comment} />;
  const hasDetail = kind !== "state" && Object.keys(detail).length > 0;
  return (
    <>
      <LongText text={summary} />
      {hasDetail && (
        <details className="mt-1">
          <summary className="w-fit text-[13px] text-accent">{say("detail")}</summary>
          <div className="mt-1">
            <Pairs of={detail} />
          </div>
        </details>
      )}
    </>
  );
}
