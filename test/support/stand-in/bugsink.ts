import type { TestContext } from "node:test";
import { eventId } from "../payloads.ts";
import { type Asked, type Given, StandInServer } from "./http.ts";

interface Happened {
  readonly uuid: string;
  readonly eventId: string;
  readonly issue: string;
  readonly at: number;
}

const api = "/api/canonical/0";
const uuid = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

/** A Bugsink, after bugsink issues/api_views.py and events/api_views.py; its pages are small. */
export class StandInBugsink extends StandInServer {
  readonly events: Happened[] = [];
  readonly states = new Map<string, { is_resolved: boolean; is_muted: boolean }>();
  readonly pageSize = 4;

  static async start(t: TestContext): Promise<StandInBugsink> {
    const standIn = new StandInBugsink();
    await standIn.listen(t, (asked) => standIn.#answer(asked));
    return standIn;
  }

  happen({ at, issue = 1 }: { at: number; issue?: number }): void {
    const number = this.events.length + 1;
    this.events.push({
      uuid: uuid(0x900 + number),
      eventId: eventId(0x2000 + number),
      issue: uuid(issue),
      at,
    });
    if (!this.states.has(uuid(issue))) {
      this.states.set(uuid(issue), { is_resolved: false, is_muted: false });
    }
  }

  #answer(asked: Asked): Given {
    const { path, method } = asked;
    if (path === `${api}/projects/`) {
      return this.#page(asked, [{ id: 5, slug: "shop", name: "Shop" }]);
    }
    if (path === `${api}/issues/`) return this.#page(asked, this.#issues());
    if (path === `${api}/events/`) {
      const found = this.events.filter(({ issue }) => issue === asked.query.get("issue"));
      const newest = found.toSorted((one, other) => other.at - one.at);
      return this.#page(
        asked,
        newest.map((event) => this.#shape(event)),
      );
    }
    const event = this.events.find((each) => path === `${api}/events/${each.uuid}/`);
    if (event !== undefined) return { body: { ...this.#shape(event), data: dataOf(event) } };
    const [, id = "", action] = /\/issues\/([0-9a-f-]+)\/(.*)$/.exec(path) ?? [];
    const state = this.states.get(id);
    if (state === undefined) return { status: 404, body: { detail: "Not found." } };
    if (method === "POST" && action === "resolve/") state.is_resolved = true;
    if (method === "POST" && action === "mute/") state.is_muted = true;
    return { body: this.#issues().find((each) => each.id === id) };
  }

  #page({ query, path }: Asked, items: readonly unknown[]): Given {
    const from = Number(query.get("cursor") ?? 0);
    const after = from + this.pageSize;
    const next = after < items.length ? `${this.url}${path}?cursor=${after}&order=desc` : null;
    return { body: { next, previous: null, results: items.slice(from, after) } };
  }

  #issues() {
    return [...this.states]
      .map(([id, state]) => {
        const times = this.events.filter(({ issue }) => issue === id).map(({ at }) => at);
        return {
          id,
          project: 5,
          digested_event_count: times.length,
          calculated_type: "ValueError",
          calculated_value: "bad",
          transaction: "pay",
          first_seen: new Date(Math.min(...times)).toISOString(),
          last_seen: new Date(Math.max(...times)).toISOString(),
          ...state,
        };
      })
      .sort((one, other) => (one.last_seen < other.last_seen ? 1 : -1));
  }

  #shape({ uuid: id, eventId: event_id, issue, at }: Happened) {
    const time = new Date(at).toISOString();
    return { id, event_id, issue, project: 5, timestamp: time, ingested_at: time };
  }
}

function dataOf({ at }: Happened) {
  return {
    timestamp: at / 1000,
    platform: "python",
    exception: {
      values: [
        {
          type: "ValueError",
          value: "bad",
          stacktrace: { frames: [{ filename: "shop/cart.py", function: "pay", lineno: 42 }] },
        },
      ],
    },
  };
}
