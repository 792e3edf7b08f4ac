import { Link } from "@tanstack/react-router";
import { Badge } from "../../parts/badges.tsx";
import { useFamilyName } from "../../parts/family.tsx";
import { Panel } from "../../parts/panel.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { overviewWords } from "../../words/overview.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import type { Status } from "./health.tsx";

const tones = {
  verified: "good",
  token: "good",
  unchecked: "warning",
  unsigned: "neutral",
} as const;

/** The collector's own tests are no sender. */
const own = "collector-test";

/** Who sent lately, and how long ago: silence is seen here first. */
export function Senders({ status }: { readonly status: Status }) {
  const say = useWords(overviewWords);
  const { exact } = useFormats();
  const senders = status.senders.filter(({ source }) => source !== own);
  return (
    <Panel title={say("senders")}>
      {senders.length === 0 ? (
        <p className="text-muted">
          {say("noSender")}{" "}
          <Link to="/connect" className="text-accent underline">
            {say("connect")}
          </Link>
        </p>
      ) : (
        <div className="overflow-x-auto">
          <Table senders={senders} />
        </div>
      )}
      <p className="mt-2 text-[13px] text-muted">
        {say("sendersSince", { since: exact(Date.parse(status.senders_since)) })}
      </p>
    </Panel>
  );
}

function Table({ senders }: Pick<Status, "senders">) {
  const say = useWords(overviewWords);
  const familyName = useFamilyName();
  const { number } = useFormats();
  return (
    <table className="w-full text-left text-[13px]">
      <thead className="text-muted">
        <tr>
          <th className="py-1 pr-3 font-medium whitespace-nowrap">{say("sender")}</th>
          <th className="py-1 pr-3 font-medium whitespace-nowrap">{say("last")}</th>
          <th className="py-1 pr-3 font-medium whitespace-nowrap">{say("signature")}</th>
          <th className="py-1 text-right font-medium whitespace-nowrap">{say("in24h")}</th>
        </tr>
      </thead>
      <tbody>
        {senders.map(({ source, family, last_at: last, last_signature: proof, count_24h: n }) => (
          <tr key={`${source} ${family}`} className="border-t border-line">
            <th scope="row" className="py-1.5 pr-3 font-medium">
              <Link to="/deliveries" search={{ family, source }} className="hover:underline">
                {familyName(family)}
              </Link>{" "}
              <bdi className="font-normal text-muted">{source}</bdi>
            </th>
            <td className="py-1.5 pr-3">
              <RelativeTime time={last} />
            </td>
            <td className="py-1.5 pr-3">
              {isProof(proof) ? <Badge tone={tones[proof]}>{say(proof)}</Badge> : proof}
            </td>
            <td className="py-1.5 text-right whitespace-nowrap">{number(n)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isProof(name: string): name is keyof typeof tones {
  return Object.hasOwn(tones, name);
}
