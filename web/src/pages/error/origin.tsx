import { Fact, Facts, Panel } from "../../parts/panel.tsx";
import { PlaceLink } from "../../parts/place-link.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import type { FullError } from "./error.ts";
import { LongText } from "./long-text.tsx";

/** Which messages told of an error, and what it says of itself. */
export function Origin({ error }: { readonly error: FullError }) {
  const say = useWords(errorWords);
  const { sdk, fingerprint } = error;
  const facts = [
    ["eventId", error.event_id],
    ["transaction", error.transaction],
    ["logger", error.logger],
    ["server", error.server_name],
    ["sdk", sdk === null ? null : [sdk.name, sdk.version].filter(Boolean).join(" ")],
    ["fingerprint", fingerprint.length === 0 ? null : fingerprint.join("\n")],
  ] as const;
  return (
    <Panel title={say("origin")}>
      <Facts>
        <Fact name={say("delivery")}>
          {error.delivery_id === null ? (
            say("deliveryGone")
          ) : (
            <DeliveryLink id={error.delivery_id} />
          )}
        </Fact>
        <Fact name={say("received")}>
          <RelativeTime time={error.received_at} />
        </Fact>
        {error.told_by.length > 0 && (
          <Fact name={say("toldBy")}>
            <ToldBy error={error} />
          </Fact>
        )}
        {facts.map(
          ([word, value]) =>
            value !== null &&
            value !== "" && (
              <Fact key={word} name={say(word)}>
                <LongText text={value} charsMax={500} />
              </Fact>
            ),
        )}
      </Facts>
    </Panel>
  );
}

function ToldBy({ error }: { readonly error: FullError }) {
  const say = useWords(errorWords);
  return (
    <ul>
      {error.told_by.map(({ delivery_id: id, received_at: at, family, resource, rules }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-2">
          <DeliveryLink id={id} />
          <bdi>{[family, resource].filter(Boolean).join(" · ")}</bdi>
          {rules.length > 0 && (
            <bdi className="text-muted">{say("rules", { rules: rules.join(", ") })}</bdi>
          )}
          <span className="text-muted">
            <RelativeTime time={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function DeliveryLink({ id }: { readonly id: number }) {
  const say = useWords(errorWords);
  return (
    <PlaceLink to={`/deliveries/${id}`}>{say("deliveryNumber", { id: String(id) })}</PlaceLink>
  );
}
