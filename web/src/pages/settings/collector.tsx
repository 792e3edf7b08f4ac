import type { ReplyOf } from "../../client/call.ts";
import { useRead } from "../../client/queries.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ProblemState, Skeleton } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { settingsWords } from "../../words/settings.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import { Row, Section } from "./parts.tsx";

type Status = ReplyOf<"GET /api/v1/status">;

/** What no change tells of is asked for again so often. */
const everyMs = 15_000;

/** How the collector was set up: it is told here and changed where it runs. */
export function CollectorSections() {
  const { data, error, refetch } = useRead("GET /api/v1/status", {}, { everyMs });
  if (data !== undefined) {
    return (
      <>
        <Protection status={data} />
        <Sources senders={data.senders} />
        <Retention rules={data.retention} />
      </>
    );
  }
  return error === null ? (
    <Skeleton className="h-64" />
  ) : (
    <ProblemState thrown={error} onRetry={() => void refetch()} />
  );
}

function Protection({ status: { webhook, protection, version } }: { readonly status: Status }) {
  const say = useWords(settingsWords);
  const { secrets, token, filter } = protection;
  return (
    <Section title={say("collector")}>
      <Row label={say("webhook")}>
        <span className="flex flex-wrap items-center justify-end gap-1">
          <code className="min-w-0 font-mono text-[13px] break-all">{webhook.url}</code>
          <CopyButton text={webhook.url} />
        </span>
      </Row>
      <Row label={say("secrets")}>
        {secrets === 0 ? (
          <span className="text-warning">{say("noSecrets")}</span>
        ) : (
          say("secretsSet", { n: secrets })
        )}
      </Row>
      <Row label={say("token")}>{token ? say("set") : say("notSet")}</Row>
      <Row label={say("filter")}>
        {filter === null ? (
          say("noFilter")
        ) : (
          <bdi>
            {filter.organization !== null && `${filter.organization}: `}
            {filter.projects.join(", ")}
          </bdi>
        )}
      </Row>
      <Row label={say("version")}>{version}</Row>
    </Section>
  );
}

function Sources({ senders }: Pick<Status, "senders">) {
  const say = useWords(settingsWords);
  const { number } = useFormats();
  return (
    <Section title={say("sources")}>
      {senders.length === 0 && <p className="text-muted">{say("noSources")}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {senders.map(({ source, family, last_at: at, last_signature: signature, count_24h: n }) => (
          <li key={`${source} ${family}`} className="flex flex-wrap gap-x-4 gap-y-1 py-2">
            <span className="min-w-0 flex-1 font-medium break-words">
              <bdi>{source}</bdi> <span className="text-muted">{family}</span>
            </span>
            <span className="text-[13px] text-muted">
              {isSignature(signature) ? say(signature) : signature} ·{" "}
              {say("in24h", { n: number(n) })} · <RelativeTime time={at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const signatures = ["verified", "token", "unchecked", "unsigned"] as const;
type Signature = (typeof signatures)[number];

function isSignature(text: string): text is Signature {
  return signatures.some((each) => each === text);
}

function Retention({ rules }: { readonly rules: Status["retention"] }) {
  const say = useWords(settingsWords);
  const { number, bytes } = useFormats();
  const { data } = useRead("GET /api/v1/retention", {}, { everyMs });
  const rows = [
    ["days", rules.days === null ? null : say("daysKept", { n: rules.days })],
    ["bytes", rules.bytes === null ? null : bytes(rules.bytes)],
    ["perProject", rules.errors_per_project === null ? null : number(rules.errors_per_project)],
    ["perIssue", rules.errors_per_issue === null ? null : number(rules.errors_per_issue)],
  ] as const;
  const used = data?.used;
  return (
    <Section title={say("retention")}>
      {rows.map(([name, rule]) => (
        <Row key={name} label={say(name)}>
          {rule ?? say("noRule")}
        </Row>
      ))}
      {used !== undefined && (
        <>
          <Row label={say("used")}>{bytes(used.archive_bytes + used.errors_bytes)}</Row>
          <Row label={say("kept")}>
            {say("keptErrors", { n: used.errors })} ·{" "}
            {say("keptDeliveries", { n: used.deliveries })}
          </Row>
          {used.oldest !== null && (
            <Row label={say("oldest")}>
              <RelativeTime time={used.oldest} />
            </Row>
          )}
        </>
      )}
      <p className="mt-2 text-[13px] text-muted">{say("retentionDetail")}</p>
    </Section>
  );
}
