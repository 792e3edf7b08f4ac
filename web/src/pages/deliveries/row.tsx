import { Link } from "@tanstack/react-router";
import { memo, useEffect, useRef } from "react";
import { Badge } from "../../parts/badges.tsx";
import { useFamilyName } from "../../parts/family.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { deliveriesWords } from "../../words/deliveries.ts";
import { useWords } from "../../words/use-words.ts";
import { type Delivery, signatureTones, stateTones } from "./delivery.ts";

interface RowProps {
  readonly delivery: Delivery;
  /** The keyboard is here. */
  readonly current: boolean;
}

/** One delivery: a line, or on a phone a card. */
export const DeliveryRow = memo(function DeliveryRow({ delivery, current }: RowProps) {
  const say = useWords(deliveriesWords);
  const familyName = useFamilyName();
  const { id, state, reason, family, resource, action, signature, repetitions, source } = delivery;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (current) link.current?.focus({ preventScroll: true });
  }, [current]);
  return (
    <article
      className={`border-b border-line px-4 py-2 sm:px-6 ${current ? "bg-sunken" : "bg-surface"}`}
    >
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="min-w-0 font-medium">
          <Link
            ref={link}
            to="/deliveries/$id"
            params={{ id: String(id) }}
            className="hover:underline"
          >
            <span className="text-muted">{`#${id}`}</span>{" "}
            <bdi>{[resource, action].filter((word) => word !== "").join(" · ") || "—"}</bdi>
          </Link>
        </h2>
        <Badge tone={stateTones[state]}>{say(state)}</Badge>
        <Badge tone={signatureTones[signature]}>{say(signature)}</Badge>
        <span className="ml-auto text-[13px] text-muted">
          <RelativeTime time={delivery.received_at} />
        </span>
      </div>
      <p className="flex flex-wrap gap-x-3 text-[13px] text-muted">
        <span>{familyName(family)}</span>
        <bdi>{source}</bdi>
        <span>{say("bytes", { n: delivery.body_bytes })}</span>
        {repetitions > 0 && <span>{say("repetitions", { n: repetitions })}</span>}
        {reason !== null && <bdi className={state === "failed" ? "text-danger" : ""}>{reason}</bdi>}
      </p>
    </article>
  );
});
