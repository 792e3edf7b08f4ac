import type { TestContext } from "node:test";
import { anEvent, eventId } from "../payloads.ts";
import { type Asked, type Given, StandInServer } from "./http.ts";
import { restEvent } from "./rest-shape.ts";

interface Happened {
  readonly id: string;
  readonly issueId: string;
  readonly at: number;
}

const project = { id: "3", slug: "shop", name: "Shop", platform: "python" };
const hourMs = 3_600_000;

/** A GlitchTip, after glitchtip-backend apps/issue_events/api and apps/stats. */
export class StandInGlitchTip extends StandInServer {
  readonly events: Happened[] = [];
  readonly statuses = new Map<string, string>();
  readonly comments: string[] = [];

  static async start(t: TestContext): Promise<StandInGlitchTip> {
    const standIn = new StandInGlitchTip();
    await standIn.listen(t, (asked) => standIn.#answer(asked));
    return standIn;
  }

  get settings() {
    return { GLITCHTIP_API_TOKEN: this.token, GLITCHTIP_BASE_URL: this.url };
  }

  happen({ at, issueId = "77" }: { at: number; issueId?: string }): void {
    this.events.push({ id: eventId(0x1000 + this.events.length), issueId, at });
    if (!this.statuses.has(issueId)) this.statuses.set(issueId, "unresolved");
  }

  #answer(asked: Asked): Given {
    const { path, method, body } = asked;
    if (path === "/api/0/organizations/") return { body: [{ slug: "acme" }] };
    if (path === "/api/0/organizations/acme/projects/") return { body: [project] };
    if (path === "/api/0/organizations/acme/stats_v2/") return this.#stats(asked);
    if (path === "/api/0/organizations/acme/issues/") return this.#page(asked, this.#issues());
    if (path === "/api/0/projects/acme/shop/events/") {
      const newest = this.events.toSorted((one, other) => other.at - one.at);
      return this.#page(
        asked,
        newest.map((event) => this.#shape(event)),
      );
    }
    const [, issueId = "", rest] = /^\/api\/0\/issues\/(\d+)\/(.*)$/.exec(path) ?? [];
    if (rest === "events/latest/") {
      const latest = this.events.findLast((event) => event.issueId === issueId);
      return latest === undefined ? { status: 404 } : { body: this.#shape(latest) };
    }
    if (rest === "comments/" && method === "POST") {
      this.comments.push(body.data.text);
      return { status: 201, body: { id: "1", data: body.data } };
    }
    if (rest === "comments/") return { body: this.comments.map((text) => ({ data: { text } })) };
    if (rest === "" && method === "PUT") this.statuses.set(issueId, body.status);
    if (rest === "") return { body: this.#issues().find(({ id }) => id === issueId) };
    return { status: 404, body: { detail: "Not Found" } };
  }

  /** Its cursors are positions, and its pages have no `results` where they end. */
  #page({ query, path }: Asked, items: readonly unknown[]): Given {
    const size = Math.min(Number(query.get("limit") ?? 50), 100);
    const from = Number(query.get("cursor") ?? 0);
    const more = from + size < items.length;
    const next = `<${this.url}${path}?cursor=${from + size}>; rel="next"; results="true"; cursor="${from + size}"`;
    const none = `<${this.url}${path}>; rel="next"; results="false"`;
    return { body: items.slice(from, from + size), headers: { link: more ? next : none } };
  }

  #issues() {
    return [...this.statuses].map(([id, status]) => {
      const events = this.events.filter((event) => event.issueId === id);
      const times = events.map(({ at }) => at);
      return {
        id,
        count: String(events.length),
        type: "error",
        level: "error",
        status,
        project,
        shortId: `SHOP-${id}`,
        title: "ValueError: bad value",
        culprit: "shop.cart in pay",
        permalink: "Not implemented",
        metadata: { type: "ValueError", value: "bad value" },
        firstSeen: new Date(Math.min(...times)).toISOString(),
        lastSeen: new Date(Math.max(...times)).toISOString(),
      };
    });
  }

  #shape({ id, issueId, at }: Happened) {
    const event = anEvent({
      eventId: id,
      issueId,
      project: "shop",
      projectId: 3,
      timestamp: at / 1000,
    });
    const dashed = id.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
    return { ...restEvent(event), eventID: dashed, projectID: 3 };
  }

  #stats({ query }: Asked): Given {
    const from = Math.floor(Date.parse(query.get("start") ?? "") / hourMs) * hourMs;
    const to = Math.ceil((Date.parse(query.get("end") ?? "") + 1) / hourMs) * hourMs;
    const intervals: string[] = [];
    const series: number[] = [];
    for (let at = from; at < to; at += hourMs) {
      intervals.push(new Date(at).toISOString());
      series.push(this.events.filter((event) => event.at >= at && event.at < at + hourMs).length);
    }
    return { body: { intervals, groups: [{ series: { "sum(quantity)": series } }] } };
  }
}
