import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { DeliveryState } from "../domain/index.ts";
import { movesOf, placesOf } from "./moves.ts";
import type { PackedReads } from "./packing/packed-reads.ts";
import { projectIdsNamed } from "./project-names.ts";
import { ChangeQueries } from "./queries/change-queries.ts";
import { CompletionQueries } from "./queries/completion-queries.ts";
import { ErrorQueries } from "./queries/error-queries.ts";
import { IssueQueries } from "./queries/issue-queries.ts";
import { NoiseQueries } from "./queries/noise-queries.ts";
import { OriginQueries } from "./queries/origin-queries.ts";
import { ProjectQueries } from "./queries/project-queries.ts";
import { RetentionQueries } from "./queries/retention-queries.ts";
import { StandingQueries } from "./queries/standing-queries.ts";
import { TimelineQueries } from "./queries/timeline-queries.ts";
import { UpstreamQueries } from "./queries/upstream-queries.ts";
import { ViewQueries } from "./queries/view-queries.ts";
import type { SearchLimits } from "./search/limits.ts";
import type { Tables } from "./tables.ts";

/** Which errors are asked for. Lists mean "any of"; times in milliseconds since 1970. */
export interface ErrorFilter {
  readonly project?: readonly string[];
  readonly level?: readonly string[];
  readonly environment?: readonly string[];
  readonly release?: readonly string[];
  readonly platform?: readonly string[];
  readonly exceptionType?: readonly string[];
  /** Ids, or short ids of ours or of the upstream. */
  readonly issue?: readonly string[];
  /** Inclusive. */
  readonly since?: number;
  /** Exclusive. */
  readonly until?: number;
}

/** A place in the order of errors: what comes after it is older. */
export interface ErrorPlace {
  readonly timestamp: number;
  readonly id: number;
}

export interface DeliveryFilter {
  readonly state?: readonly DeliveryState[];
  readonly family?: readonly string[];
  readonly resource?: readonly string[];
  readonly source?: readonly string[];
  readonly signature?: readonly string[];
  /** When it arrived, in milliseconds since 1970: from, and before. */
  readonly since?: number;
  readonly until?: number;
}

const errorColumns = [
  "errors.id",
  "errors.event_id",
  "errors.project",
  "errors.message",
  "errors.exception_type",
  "errors.exception_value",
  "errors.stacktrace",
  "errors.timestamp",
  "errors.created_at",
  "errors.received_at",
  "errors.title",
  "errors.level",
  "errors.platform",
  "errors.culprit",
  "errors.environment",
  "errors.release",
  "errors.logger",
  "errors.server_name",
  "errors.tags",
  "errors.partial",
  "errors.web_url",
  "issues.id as issue_id",
  "errors.delivery_id",
  "errors.delivery_item",
  "issues.short_id as issue_short_id",
  "issues.title as issue_title",
  "issues.status as issue_status",
  "issues.permalink as issue_permalink",
  "issues.upstream_id as upstream_issue_id",
  "issues.upstream_short_id as upstream_issue_short_id",
] as const;

const deliveryColumns = [
  "d.id",
  "d.received_at",
  "d.lane",
  "k.door",
  "k.source",
  "k.family",
  "k.resource",
  "k.action",
  "k.signature",
  "d.headers",
  "d.body_bytes",
  "d.block_id",
  "outcomes.state",
  "outcomes.reason",
  "outcomes.error_id",
  "outcomes.items",
  "r.count as repetitions",
  "r.last_at as last_repeated_at",
] as const;

/** Messages that are listed of one error, at most. */
const sightingsMax = 100;

type DeliveryReads = Pick<PackedReads, "withHeaders" | "body">;

/** What the queries are asked of: see `openQueries`. */
export interface OpenedQueries {
  readonly db: Kysely<Tables>;
  readonly packed: DeliveryReads;
}

/** Everything that is read for people, over a connection that cannot write. */
export class Queries {
  readonly #db: Kysely<Tables>;
  readonly searched: ErrorQueries;
  readonly issues: IssueQueries;
  readonly projects: ProjectQueries;
  readonly completion: CompletionQueries;
  readonly changes: ChangeQueries;
  readonly retention: RetentionQueries;
  readonly noise: NoiseQueries;
  readonly origins: OriginQueries;
  readonly standing: StandingQueries;
  readonly timeline: TimelineQueries;
  readonly views: ViewQueries;
  readonly upstreams: UpstreamQueries;
  readonly #packed: DeliveryReads;

  constructor({ db, packed }: OpenedQueries, limits: SearchLimits) {
    this.#db = db;
    this.#packed = packed;
    this.searched = new ErrorQueries(this.#db, limits);
    this.issues = new IssueQueries(this.#db, limits);
    this.projects = new ProjectQueries(this.#db);
    this.completion = new CompletionQueries(this.#db);
    this.changes = new ChangeQueries(this.#db);
    this.retention = new RetentionQueries(this.#db);
    this.origins = new OriginQueries(this.#db);
    this.noise = new NoiseQueries(this.#db);
    this.standing = new StandingQueries(this.#db);
    this.timeline = new TimelineQueries(this.#db);
    this.views = new ViewQueries(this.#db);
    this.upstreams = new UpstreamQueries(this.#db);
  }

  /** A page of errors, newest first by (timestamp, id), from below `before`. */
  async errors(filter: ErrorFilter, page: { before: ErrorPlace | null; limit: number }) {
    const narrowed = await this.#narrowErrors(this.#errors(), filter);
    const { before, limit } = page;
    const placed =
      before === null
        ? narrowed
        : narrowed.where(
            sql<boolean>`(errors.timestamp, errors.id) < (${before.timestamp}, ${before.id})`,
          );
    const newest = placed
      .orderBy("errors.timestamp", "desc")
      .orderBy("errors.id", "desc")
      .limit(limit);
    if (!filter.issue) return newest.execute();
    const ids = listOf(await this.#issueIds(filter.issue));
    const moves = await movesOf(this.#db);
    if (moves.length === 0) return newest.where("errors.issue_id", "in", ids).execute();
    // Of each place by itself, since the index gives the order of one.
    const own = newest.where("issues.id", "in", ids);
    const pages = placesOf(ids, moves).map((at) => own.where("errors.issue_id", "=", at).execute());
    return (await Promise.all(pages))
      .flat()
      .toSorted((one, other) => other.timestamp - one.timestamp || other.id - one.id)
      .slice(0, limit);
  }

  /** One error by its id; null when there is none. */
  async error(id: number) {
    return (await this.#errors().where("errors.id", "=", id).executeTakeFirst()) ?? null;
  }

  /**
   * One error by its event id. The same event id may occur in several projects: then the newest error
   * is meant.
   */
  async errorByEvent(eventId: string) {
    const ids = await this.#db
      .selectFrom("error_identities")
      .where("project_id", "in", this.#db.selectFrom("projects").select("id"))
      .where("event_id", "=", eventId)
      .select("error_id")
      .execute();
    if (ids.length === 0) return null;
    const found = await this.#errors()
      .where(
        "errors.id",
        "in",
        ids.map(({ error_id }) => error_id),
      )
      .orderBy("errors.id", "desc")
      .executeTakeFirst();
    return found ?? null;
  }

  /** The messages that told of an error, in the order in which they came. */
  async sightings(errorId: number) {
    return this.#db
      .selectFrom("sightings as s")
      .innerJoin("archive.deliveries as d", "d.id", "s.delivery_id")
      .innerJoin("archive.kinds as k", "k.id", "d.kind_id")
      .where("s.error_id", "=", errorId)
      .select(["s.delivery_id", "s.rules", "d.received_at", "k.family", "k.resource"])
      .orderBy("s.delivery_id")
      .limit(sightingsMax)
      .execute();
  }

  /** A page of deliveries, newest first, from below the id `before`. */
  async deliveries(filter: DeliveryFilter, page: { before: number | null; limit: number }) {
    let query = this.#deliveries();
    if (page.before !== null) query = query.where("d.id", "<", page.before);
    if (filter.family) query = query.where("k.family", "in", filter.family);
    if (filter.resource) query = query.where("k.resource", "in", filter.resource);
    if (filter.source) query = query.where("k.source", "in", filter.source);
    if (filter.signature) query = query.where("k.signature", "in", filter.signature);
    // Ids ascend with time, so a place among them bounds the walk.
    if (filter.since !== undefined) {
      query = query.where("d.id", ">=", await this.#firstDeliveryFrom(filter.since));
    }
    if (filter.until !== undefined) {
      query = query.where("d.id", "<", await this.#firstDeliveryFrom(filter.until));
    }
    if (filter.state) {
      const states = filter.state.filter((state) => state !== "kept");
      const kept = filter.state.includes("kept");
      query = query.where((eb) =>
        eb.or([
          ...(states.length > 0 ? [eb("outcomes.state", "in", states)] : []),
          ...(kept ? [eb("outcomes.state", "is", null)] : []),
        ]),
      );
    }
    const newest = query.orderBy("d.id", "desc").limit(page.limit);
    return this.#packed.withHeaders(() => newest.execute());
  }

  /** One delivery without its bytes; null when there is none. */
  async delivery(id: number) {
    const one = this.#deliveries().where("d.id", "=", id);
    const [row] = await this.#packed.withHeaders(() => one.execute());
    return row ?? null;
  }

  /**
   * The bytes of a delivery as they came; null when it is not in the archive. Throws an `internal` failure
   * when they are damaged.
   */
  async deliveryBody(id: number): Promise<Uint8Array | null> {
    return this.#packed.body(id);
  }

  /** What was answered to a write, if that was after `since` (milliseconds since 1970). */
  async rememberedWrite(key: string, since: number) {
    const row = await this.#db
      .selectFrom("idempotency_keys")
      .where("key", "=", key)
      .where("at", ">", since)
      .select(["request_hash as requestHash", "status", "body"])
      .executeTakeFirst();
    return row ?? null;
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }

  /** The id of the first delivery that arrived at a moment or later, found by halving. */
  async #firstDeliveryFrom(moment: number): Promise<number> {
    const newest = await this.#db
      .selectFrom("archive.deliveries")
      .select((eb) => eb.fn.max("id").as("id"))
      .executeTakeFirst();
    let [low, high] = [1, (newest?.id ?? 0) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = await this.#db
        .selectFrom("archive.deliveries")
        .where("id", ">=", middle)
        .select(["id", "received_at"])
        .orderBy("id")
        .limit(1)
        .executeTakeFirst();
      if (row === undefined || row.received_at >= moment) high = middle;
      else low = row.id + 1;
    }
    return low;
  }

  #errors() {
    return this.#db
      .selectFrom("errors")
      .innerJoin("grouping_keys", "grouping_keys.id", "errors.grouping_key_id")
      .innerJoin("issues", "issues.id", "grouping_keys.issue_id")
      .where("issues.deleted_at", "is", null)
      .select(errorColumns);
  }

  #deliveries() {
    return this.#db
      .selectFrom("archive.deliveries as d")
      .innerJoin("archive.kinds as k", "k.id", "d.kind_id")
      .leftJoin("outcomes", "outcomes.delivery_id", "d.id")
      .leftJoin("archive.repetitions as r", "r.delivery_id", "d.id")
      .select(deliveryColumns);
  }

  async #narrowErrors<Q extends SelectQueryBuilder<Tables, "errors" | "issues", object>>(
    query: Q,
    filter: ErrorFilter,
  ): Promise<Q> {
    const columns = [
      ["errors.level", filter.level],
      ["errors.environment", filter.environment],
      ["errors.release", filter.release],
      ["errors.platform", filter.platform],
      ["errors.exception_type", filter.exceptionType],
    ] as const;
    let narrowed: SelectQueryBuilder<Tables, "errors" | "issues", object> = query;
    for (const [column, values] of columns) {
      if (values) narrowed = narrowed.where(column, "in", values);
    }
    if (filter.project) {
      narrowed = narrowed.where(
        "errors.project_id",
        "in",
        listOf(await projectIdsNamed(this.#db, filter.project)),
      );
    }
    if (filter.since !== undefined)
      narrowed = narrowed.where("errors.timestamp", ">=", filter.since);
    if (filter.until !== undefined)
      narrowed = narrowed.where("errors.timestamp", "<", filter.until);
    return narrowed as Q;
  }

  /** Issues by id or short id; a merged one leads to where it went. */
  async #issueIds(names: readonly string[]): Promise<number[]> {
    const numbers = names.filter((name) => /^\d{1,15}$/.test(name)).map(Number);
    const short = names.map((name) => name.toUpperCase());
    const rows = await this.#db
      .selectFrom("issues")
      .where("deleted_at", "is", null)
      .where((eb) =>
        eb.or([
          eb("id", "in", listOf(numbers)),
          eb("short_id", "in", short),
          eb("upstream_short_id", "in", short),
        ]),
      )
      .select(["id", "merged_into"])
      .execute();
    return rows.map(({ id, merged_into }) => merged_into ?? id);
  }
}

/** SQL has no empty list; nothing has the id 0. */
function listOf(ids: readonly number[]): readonly number[] {
  return ids.length === 0 ? [0] : ids;
}

/** A row of the error list, times in milliseconds since 1970. */
export type ErrorRow = Awaited<ReturnType<Queries["errors"]>>[number];
/**
 * A row of the delivery list; `state` is null while the delivery waits for its digest, `headers` are null
 * when its block is damaged.
 */
export type DeliveryRow = Awaited<ReturnType<Queries["deliveries"]>>[number];
