import { Link } from "@tanstack/react-router";
import type { ReplyOf } from "../../client/call.ts";
import { Fact, Facts, Panel } from "../../parts/panel.tsx";
import { overviewWords } from "../../words/overview.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";

export type Status = ReplyOf<"GET /api/v1/status">;

/** How the collector itself is doing. */
export function Health({ status }: { readonly status: Status }) {
  const say = useWords(overviewWords);
  const { bytes: size } = useFormats();
  const { digest, disk, deliveries, version } = status;
  const free = disk.free_bytes;
  return (
    <Panel title={say("health")}>
      <Facts>
        <Fact name={say("backlog")}>
          <Standing trouble={digest.trouble}>
            {digest.waiting === 0
              ? say("caughtUp")
              : say("waiting", { n: digest.waiting, s: Math.ceil(digest.lag_ms / 1000) })}
          </Standing>
        </Fact>
        <Fact name={say("failed")}>
          <Link
            to="/deliveries"
            search={{ state: "failed" }}
            className="text-accent hover:underline"
          >
            {say("failedCount", { n: deliveries.failed })}
          </Link>
        </Fact>
        <Fact name={say("disk")}>
          <Standing trouble={disk.trouble}>
            {free === null
              ? say("diskUnknown")
              : say("diskFree", { free: size(free), min: size(disk.free_bytes_min) })}
          </Standing>
        </Fact>
        <Fact name={say("data")}>
          {say("dataUsed", { archive: size(disk.archive_bytes), errors: size(disk.errors_bytes) })}
        </Fact>
        <Fact name={say("retention")}>
          <Retention rules={status.retention} />
        </Fact>
        <Fact name={say("version")}>{version}</Fact>
      </Facts>
    </Panel>
  );
}

interface StandingProps {
  readonly trouble: string | null;
  readonly children: string;
}

function Standing({ trouble, children }: StandingProps) {
  return (
    <>
      {children}
      {trouble !== null && (
        <p role="alert" className="text-danger">
          {trouble}
        </p>
      )}
    </>
  );
}

function Retention({ rules }: { readonly rules: Status["retention"] }) {
  const say = useWords(overviewWords);
  const { bytes: size } = useFormats();
  const { days, bytes, errors_per_project: perProject, errors_per_issue: perIssue } = rules;
  const told = [
    days === null ? null : say("retentionDays", { n: days }),
    bytes === null ? null : say("retentionBytes", { size: size(bytes) }),
    perProject === null ? null : say("perProject", { n: perProject }),
    perIssue === null ? null : say("perIssue", { n: perIssue }),
  ].filter((each) => each !== null);
  return told.length === 0 ? say("forever") : told.join(" · ");
}
