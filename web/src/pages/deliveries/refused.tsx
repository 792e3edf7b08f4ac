import { Link } from "@tanstack/react-router";
import { CountArrived, useArrivals } from "../../parts/arrivals.tsx";
import { Badge } from "../../parts/badges.tsx";
import { Button, buttonClass } from "../../parts/button.tsx";
import { useFamilyName } from "../../parts/family.tsx";
import { Fact, Facts } from "../../parts/panel.tsx";
import { Empty, ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { deliveriesWords } from "../../words/deliveries.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import type { Refusal } from "./delivery.ts";
import { Filter } from "./filters.tsx";
import { escaped } from "./pretty.ts";
import { type Changed, type DeliveriesSearch, refusedStatuses } from "./search.ts";
import { SignatureSteps } from "./steps.tsx";

interface RefusedProps {
  readonly search: DeliveriesSearch;
  readonly onChange: (changed: Changed<DeliveriesSearch>) => void;
}

/** What was not taken, and why. */
export function Refused({ search: { status }, onChange }: RefusedProps) {
  const say = useWords(deliveriesWords);
  return (
    <>
      <search aria-label={say("filters")} className="block px-4 py-3 sm:px-6">
        <Filter
          label={say("answer")}
          options={refusedStatuses.map((each) => [each, each] as const)}
          value={status}
          onChoose={(chosen) => onChange({ status: chosen })}
        />
      </search>
      <List key={status} status={status} />
    </>
  );
}

function List({ status }: { readonly status: DeliveriesSearch["status"] | undefined }) {
  const say = useWords(deliveriesWords);
  const input = status === undefined ? {} : { status: [Number(status)] };
  const list = useArrivals("GET /api/v1/refusals", input);
  const { items, first, newest, arrived, more, hasMore, refetch, error } = list;
  const renew = (): void => void refetch();
  if (first === undefined) {
    return error === null ? <SkeletonLines /> : <ProblemState thrown={error} onRetry={renew} />;
  }
  if (items.length === 0) return <Nothing since={first.since} isFiltered={status !== undefined} />;
  const total = newest?.total ?? first.total;
  return (
    <>
      <CountArrived n={arrived} onShow={renew} />
      <p className="px-4 pb-2 text-[13px] text-muted sm:px-6">
        {say("refusedSince", { n: total })}
      </p>
      <ul aria-label={say("refused")}>
        {items.map((refusal) => (
          <li key={refusal.id} className="border-b border-line bg-surface px-4 py-3 sm:px-6">
            <RefusedRequest refusal={refusal} />
          </li>
        ))}
      </ul>
      {hasMore && (
        <p className="p-4 text-center">
          <Button onClick={more}>{say("more")}</Button>
        </p>
      )}
    </>
  );
}

interface NothingProps {
  readonly since: string;
  readonly isFiltered: boolean;
}

function Nothing({ since, isFiltered }: NothingProps) {
  const say = useWords(deliveriesWords);
  const { exact } = useFormats();
  if (isFiltered) return <Empty title={say("noneRefusedSuch")}>{say("noneSuchDetail")}</Empty>;
  return (
    <Empty
      title={say("noneRefused")}
      actions={
        <Link to="/connect" className={buttonClass()}>
          {say("toConnect")}
        </Link>
      }
    >
      {say("noneRefusedDetail", { since: exact(Date.parse(since)) })}
    </Empty>
  );
}

const hints = {
  400: "hint400",
  401: "hint401",
  403: "hint403",
  408: "hint408",
  413: "hint413",
  503: "hint503",
} as const;

function RefusedRequest({ refusal }: { readonly refusal: Refusal }) {
  const say = useWords(deliveriesWords);
  const { status, detail, at, method, signature } = refusal;
  const hint = hints[status as keyof typeof hints];
  return (
    <article>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <Badge tone="danger">{String(status)}</Badge>
        <h2 className="min-w-0 flex-1 font-medium">
          <bdi>{escaped(detail)}</bdi>
        </h2>
        <span className="text-[13px] text-muted">
          {method !== null && `${method} · `}
          <RelativeTime time={at} />
        </span>
      </div>
      {hint !== undefined && <p className="mt-1 text-[13px] text-muted">{say(hint)}</p>}
      <details className="mt-1" open={status === 401 ? true : undefined}>
        <summary className="w-fit cursor-pointer py-1 text-[13px] text-accent">
          {say("steps")}
        </summary>
        <div className="mt-2 grid gap-4 lg:grid-cols-2">
          <Origin refusal={refusal} />
          {signature === null ? (
            <p className="text-muted">{say("noSteps")}</p>
          ) : (
            <SignatureSteps steps={signature} />
          )}
        </div>
      </details>
    </article>
  );
}

function Origin({ refusal }: { readonly refusal: Refusal }) {
  const say = useWords(deliveriesWords);
  const familyName = useFamilyName();
  const { family, resource, action, bytes_read: read, bytes_declared: declared } = refusal;
  const seen = [family === null ? null : familyName(family), resource, action].filter(Boolean);
  const told = [
    [say("from"), refusal.peer],
    [say("agent"), refusal.user_agent],
    [say("request"), refusal.request_id],
    [say("looksLike"), seen.join(" · ") || null],
    [say("contentType"), refusal.content_type],
  ] as const;
  return (
    <div className="text-[13px]">
      <Facts>
        {told.map(([name, value]) =>
          value === null ? null : (
            <Fact key={name} name={name}>
              <bdi>{escaped(value)}</bdi>
            </Fact>
          ),
        )}
        {(read !== null || declared !== null) && (
          <Fact name={say("bodyRead")}>
            {read === null ? say("announced", { n: declared ?? 0 }) : say("bytes", { n: read })}
          </Fact>
        )}
      </Facts>
    </div>
  );
}
