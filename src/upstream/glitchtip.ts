import type { UpstreamChange, UpstreamProject } from "../domain/index.ts";
import { UpstreamFailure } from "./client.ts";
import { isoPlain, recordIn, seriesIn, textIn } from "./raw.ts";
import { SentryUpstream } from "./sentry.ts";
import type { Change, EventWindow, Span } from "./upstream.ts";

const pageSize = 100;
const quantity = "sum(quantity)";

/**
 * GlitchTip speaks a part of Sentry's API in words of its own (glitchtip-backend apps/issue_events/api,
 * apps/stats): event lists know no window and are ordered by arrival, statistics know no groups, nobody is
 * assigned, and an issue tells of no activity.
 */
export class GlitchTipUpstream extends SentryUpstream {
  override readonly listsWindows = false;

  override totals(): Promise<null> {
    return Promise.resolve(null);
  }

  override async hours(project: UpstreamProject, { from, to }: Span) {
    const path = `/api/0/organizations/${await this.slug()}/stats_v2/`;
    const query = {
      field: quantity,
      category: "error",
      interval: "1h",
      project: project.id,
      start: `${isoPlain(from)}Z`,
      // It rounds the end up to the next hour and includes it.
      end: `${isoPlain(to - 1)}Z`,
    };
    try {
      return seriesIn((await this.client.ask(path, { query })).body, quantity);
    } catch (thrown) {
      if (thrown instanceof UpstreamFailure && thrown.status === 404) return null;
      throw thrown;
    }
  }

  override changedAt(): null {
    return null;
  }

  override hasComment(issueId: string, text: string, since: number): Promise<boolean> {
    return this.hasText(commentsOf(issueId), text, since);
  }

  override async write({ issueId, change }: Change): Promise<string | null> {
    if (change.to === "commented") {
      const body = { data: { text: change.text } };
      const asking = { method: "POST", body, once: true } as const;
      const reply = await this.client.ask(commentsOf(issueId), asking);
      return textIn(recordIn(reply.body)["id"]);
    }
    const body = { status: statusOf(change) };
    await this.client.ask(await this.issuePath(issueId), { method: "PUT", body });
    return null;
  }

  protected override issueQuery() {
    return { sort: "-last_seen", limit: pageSize };
  }

  protected override eventQuery({ cursor, size }: EventWindow) {
    return { limit: size, cursor } as unknown as ReturnType<SentryUpstream["eventQuery"]>;
  }

  protected override issuePath(issueId: string): Promise<string> {
    return Promise.resolve(`/api/0/issues/${encodeURIComponent(issueId)}/`);
  }
}

const commentsOf = (issueId: string) => `/api/0/issues/${encodeURIComponent(issueId)}/comments/`;

function statusOf(change: UpstreamChange): string {
  switch (change.to) {
    case "resolved":
    case "unresolved":
      return change.to;
    case "archived":
      return "ignored";
    default:
      throw new UpstreamFailure("final", "GlitchTip does not know whom an issue is assigned to.");
  }
}
