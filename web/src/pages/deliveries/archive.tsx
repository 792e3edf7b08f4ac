import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useRead } from "../../client/queries.ts";
import { CountArrived, useArrivals } from "../../parts/arrivals.tsx";
import { Button, buttonClass } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Empty, ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { VirtualList, type VirtualListHandle } from "../../parts/virtual-list.tsx";
import { useCommands } from "../../shell/commands.ts";
import { deliveriesWords } from "../../words/deliveries.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import type { Delivery } from "./delivery.ts";
import { Filters } from "./filters.tsx";
import { DeliveryRow } from "./row.tsx";
import { type Changed, type DeliveriesSearch, inputOf } from "./search.ts";

const rowHeight = 62;

interface ArchiveProps {
  readonly search: DeliveriesSearch;
  readonly onChange: (changed: Changed<DeliveriesSearch>) => void;
  readonly onRefused: () => void;
}

/** The archive as it fills. */
export function Archive({ search, onChange, onRefused }: ArchiveProps) {
  return (
    <>
      <Filters search={search} onChange={onChange} />
      <List key={JSON.stringify(search)} search={search} onRefused={onRefused} />
    </>
  );
}

type ListProps = Omit<ArchiveProps, "onChange">;

function List({ search, onRefused }: ListProps) {
  const { items, first, arrived, more, refetch, error } = useArrivals(
    "GET /api/v1/deliveries",
    inputOf(search),
  );
  const renew = (): void => void refetch();
  if (first === undefined) {
    return error === null ? <SkeletonLines /> : <ProblemState thrown={error} onRetry={renew} />;
  }
  if (items.length === 0) return <Nothing search={search} onRefused={onRefused} />;
  return <Found deliveries={items} arrived={arrived} onEnd={more} onRenew={renew} />;
}

interface FoundProps {
  readonly deliveries: readonly Delivery[];
  readonly arrived: number;
  readonly onEnd: () => void;
  readonly onRenew: () => void;
}

function Found({ deliveries, arrived, onEnd, onRenew }: FoundProps) {
  const say = useWords(deliveriesWords);
  const group = useWords(shellWords)("groupPage");
  const list = useRef<VirtualListHandle>(null);
  const [cursor, setCursor] = useState(-1);
  const move = (step: number): void => {
    const next = Math.max(0, Math.min(cursor + step, deliveries.length - 1));
    setCursor(next);
    list.current?.show(next);
  };
  useCommands([
    { title: say("nextRow"), group, keys: "j", keysOnly: true, run: () => move(1) },
    { title: say("previousRow"), group, keys: "k", keysOnly: true, run: () => move(-1) },
    { title: say("showNew"), group, keys: "r", run: onRenew },
  ]);
  return (
    <>
      <CountArrived n={arrived} onShow={onRenew} />
      <VirtualList
        label={say("title")}
        count={deliveries.length}
        rowHeight={rowHeight}
        keyOf={(at) => deliveries[at]?.id ?? at}
        onEnd={onEnd}
        handle={list}
        row={(at) => {
          const delivery = deliveries[at];
          return delivery && <DeliveryRow delivery={delivery} current={at === cursor} />;
        }}
      />
    </>
  );
}

/** Nothing arrived: what to look at, in order. */
function Nothing({ search, onRefused }: ListProps) {
  const say = useWords(deliveriesWords);
  const { data } = useRead("GET /api/v1/status", {});
  if (Object.keys(search).length > 0) {
    return <Empty title={say("noneSuch")}>{say("noneSuchDetail")}</Empty>;
  }
  const url = data?.webhook.url ?? `${location.origin}/sentry/webhook`;
  return (
    <Empty
      title={say("none")}
      actions={
        <>
          <CopyButton text={url} />
          <Link to="/connect" className={buttonClass("primary")}>
            {say("toConnect")}
          </Link>
          <Button onClick={onRefused}>{say("toRefused")}</Button>
        </>
      }
    >
      {say("noneDetail", { url })}
    </Empty>
  );
}
