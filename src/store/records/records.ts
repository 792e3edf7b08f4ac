import { type DeliveryState, userTagKey } from "../../domain/index.ts";
import { type Connection, inTransaction } from "../connection.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Location } from "../location.ts";
import { migrate } from "../migrate.ts";
import { earlierTable, hasEarlierErrors } from "../migrations/adopt.ts";
import { errorsSchema, openErrors } from "../open.ts";
import { adoptRow, type EarlierRow } from "./adopt.ts";
import type {
  IdentityRef,
  IssueEntry,
  KeyEntry,
  KeyRef,
  KnownError,
  LastIds,
  LedgerSource,
  Looks,
  ProjectEntry,
  ReleaseEntry,
} from "./entries.ts";
import { Forgettable } from "./forgettable.ts";
import { Ledger } from "./ledger.ts";
import { movedAtOnce } from "./moves.ts";
import { Retained } from "./retained.ts";
import { issueFrom, keyFrom, knownFrom } from "./rows.ts";
import { type Row, Statements } from "./statements.ts";
import { Turns } from "./turns.ts";
import { UpstreamRows } from "./upstream-rows.ts";
import { readViews, type StoredViews } from "./views.ts";
import { LedgerWriter } from "./writer.ts";

/** How far something has come: `digest` by deliveries, `adopted` by rows of the earlier service. */
export interface Progress {
  readonly of: "digest" | "adopted";
  readonly cursor: number;
}

const keySql = "select * from grouping_keys where project_id = ? and key = ?";
const identitySql =
  "select error_id as n from error_identities where project_id = ? and event_id = ?";
const tagSql = ({ tagValueIs }: Dialect): string =>
  `select id as n from tags where key = ? and ${tagValueIs} and value = ?`;

const adoptedAtOnce = 1000;
/** Releases among which the newest one is looked for. */
const recentReleasesMax = 200;

/**
 * The writer of errors.db: the digest's side of the store. There is one in a process. Its statements
 * are raw and prepared once: they are the hot path.
 */
export class Records implements LedgerSource {
  readonly #db: Connection;
  readonly #statements: Statements;
  readonly #writer: LedgerWriter;
  readonly #upstream: UpstreamRows;
  readonly retained: Retained;
  readonly turns: Turns;
  readonly forgettable: Forgettable;
  #lastIds: LastIds;

  /** `rowsMoved`: rows of errors that follow their key to another issue in one transaction, at most. */
  constructor(options: { location: Location; now: () => number; rowsMoved?: number }) {
    const { location, now, rowsMoved = movedAtOnce } = options;
    this.#db = openErrors(location);
    migrate(this.#db, { ...errorsSchema(location), now: now() });
    this.#statements = new Statements(this.#db);
    this.retained = new Retained(this.#db, this.#statements, rowsMoved);
    this.turns = new Turns(this.#db, this.#statements);
    this.forgettable = new Forgettable(this.#db, this.#statements);
    this.#upstream = new UpstreamRows(this.#statements);
    this.#writer = new LedgerWriter(this.#statements, {
      now,
      retained: this.retained,
      upstream: this.#upstream,
    });
    this.#lastIds = this.#readLastIds();
    this.#adoptEarlierErrors(now());
  }

  /** Whether each question costs a round trip, so that many should go together. */
  get isFar(): boolean {
    return this.#db.dialect.name === "postgres";
  }

  get lastIds() {
    return this.#lastIds;
  }

  /** See `Archive.meta`. */
  meta(key: string, initial: string): string {
    this.#statements.run("insert into meta values (?, ?) on conflict do nothing", key, initial);
    return String(this.#statements.get("select value from meta where key = ?", key)?.["value"]);
  }

  /** Every delivery up to this id has its outcome. */
  cursor(): number {
    return this.#cursorOf("digest");
  }

  createLedger(): Ledger {
    this.#lastIds = this.#readLastIds();
    const ledger = new Ledger(this);
    ledger.upstream.over(this.#upstream);
    return ledger;
  }

  /**
   * Decides and writes one batch in one transaction. `decide` fills the ledger and returns how far a
   * cursor comes with it, so that a crash repeats nothing; null where none moves. Throws what `decide` or
   * the database throws, with nothing written: the ledger is of no use then, create another.
   */
  commit(ledger: Ledger, decide: () => Progress | null): void {
    ledger.begin();
    this.#statements.forget();
    inTransaction(this.#db, () => {
      const progress = decide();
      this.#writer.write(ledger);
      if (progress !== null) this.#writer.progress(progress.of, progress.cursor);
      this.#statements.flush();
    });
  }

  /** Makes errors of the rows that the service before this one left, a batch at a time. */
  #adoptEarlierErrors(now: number): void {
    if (!hasEarlierErrors(this.#db)) return;
    this.meta("adopted_at", String(now));
    const next = `select * from ${earlierTable} where id > ? order by id limit ?`;
    for (;;) {
      const rows = this.#statements.all(next, this.#cursorOf("adopted"), adoptedAtOnce);
      const last = rows.at(-1);
      if (last === undefined) return;
      const ledger = this.createLedger();
      this.commit(ledger, () => {
        for (const row of rows) adoptRow(ledger, row as unknown as EarlierRow, now);
        return { of: "adopted", cursor: Number(last["id"]) };
      });
    }
  }

  /** Ids of failed deliveries after `after`, ascending. */
  failedDeliveries(after: number, limit: number): number[] {
    return this.#statements
      .all(
        "select delivery_id from outcomes where state = 'failed' and delivery_id > ? order by delivery_id limit ?",
        after,
        limit,
      )
      .map((row) => Number(row["delivery_id"]));
  }

  /** Ids of all deliveries that have an outcome after `after`, ascending. */
  outcomesAfter(after: number, limit: number): number[] {
    return this.#statements
      .all(
        "select delivery_id from outcomes where delivery_id > ? order by delivery_id limit ?",
        after,
        limit,
      )
      .map((row) => Number(row["delivery_id"]));
  }

  /** What became of a delivery, or null while it waits. */
  outcome(deliveryId: number): Exclude<DeliveryState, "kept"> | null {
    const row = this.#statements.get(
      "select state from outcomes where delivery_id = ?",
      deliveryId,
    );
    return row === undefined ? null : (row["state"] as Exclude<DeliveryState, "kept">);
  }

  /** The ids of the errors whose facts came with this delivery, by the item that told of them. */
  errorsOfDelivery(deliveryId: number): Map<number, number> {
    const { errorOfItem, itemsOf } = this.#statements.dialect;
    const rows = this.#statements.all(
      `select e.id, e.delivery_item from error_rows e where e.delivery_id = ? and e.id in (
         select error_id from outcomes where delivery_id = ?
         union
         select ${errorOfItem} from outcomes o, ${itemsOf("o.items")} where o.delivery_id = ?)`,
      deliveryId,
      deliveryId,
      deliveryId,
    );
    return new Map(rows.map((row) => [Number(row["delivery_item"]), Number(row["id"])]));
  }

  project(slug: string): ProjectEntry | null {
    return this.#projectFrom(this.#statements.get("select * from projects where slug = ?", slug));
  }

  projectById(id: number): ProjectEntry | null {
    return this.#projectFrom(this.#statements.get("select * from projects where id = ?", id));
  }

  projectIdByUpstream(source: string, upstreamId: string): number | null {
    return this.#statements.number(
      "select project_id as n from project_upstreams where source = ? and upstream_id = ?",
      source,
      upstreamId,
    );
  }

  projectIdByName(name: string): number | null {
    return this.#statements.number(
      "select id as n from projects where name = ? order by id limit 1",
      name,
    );
  }

  issueIdByUpstream(source: string, upstreamId: string): number | null {
    return this.#statements.number(
      "select coalesce(merged_into, id) as n from issues where upstream_id = ? and upstream_source = ? and deleted_at is null order by merged_into is null desc, id desc limit 1",
      upstreamId,
      source,
    );
  }

  issue(id: number): IssueEntry | null {
    const row = this.#statements.get(
      "select *, (select count(*) from grouping_keys k where k.issue_id = issues.id) as key_count from issues where id = ?",
      id,
    );
    return row === undefined ? null : issueFrom(row);
  }

  tagId(key: string, value: string): number | null {
    return this.#statements.number(tagSql(this.#statements.dialect), key, value, value);
  }

  tagIds(tags: readonly (readonly [key: string, value: string])[]): (number | null)[] {
    const sql = tagSql(this.#statements.dialect);
    return this.#statements.numbers(
      sql,
      tags.map(([key, value]) => [key, value, value]),
    );
  }

  traceId(keyId: number, hash: string): number | null {
    return this.#statements.number(
      "select id as n from traces where grouping_key_id = ? and hash = ?",
      keyId,
      hash,
    );
  }

  release(projectId: number, version: string): ReleaseEntry | null {
    const row = this.#statements.get(
      "select first_seen, last_seen from releases where project_id = ? and version = ?",
      projectId,
      version,
    );
    if (row === undefined) return null;
    const [firstSeen, lastSeen] = [Number(row["first_seen"]), Number(row["last_seen"])];
    return { projectId, version, firstSeen, lastSeen };
  }

  recentReleases(projectId: number): readonly string[] {
    return this.#statements
      .all(
        "select version from releases where project_id = ? order by first_seen desc limit ?",
        projectId,
        recentReleasesMax,
      )
      .map((row) => String(row["version"]));
  }

  errorsSince(issueId: number, since: number): number {
    return this.retained.moves.errorsSince(issueId, since);
  }

  busiestHour(issueId: number, { from, to }: { from: number; to: number }): number {
    const hours = `select max(n) as n from (select sum(h.count) as n
      from grouping_keys k join key_hours h on h.grouping_key_id = k.id
      where k.issue_id = ? and h.hour between ? and ? group by h.hour) as hours`;
    return this.#statements.number(hours, issueId, from, to) ?? 0;
  }

  keyById(id: number): KeyEntry | null {
    const row = this.#statements.get("select * from grouping_keys where id = ?", id);
    return row === undefined ? null : keyFrom(row);
  }

  key(projectId: number, key: string): KeyEntry | null {
    const row = this.#statements.get(keySql, projectId, key);
    return row === undefined ? null : keyFrom(row);
  }

  keys(refs: readonly KeyRef[]): (KeyEntry | null)[] {
    return this.#statements
      .each(
        keySql,
        refs.map(({ projectId, key }) => [projectId, key]),
      )
      .map((row) => (row === undefined ? null : keyFrom(row)));
  }

  keysOfIssue(issueId: number): readonly KeyEntry[] {
    return this.#statements
      .all("select * from grouping_keys where issue_id = ?", issueId)
      .map(keyFrom);
  }

  identity({ projectId, eventId }: IdentityRef): number | null {
    return this.#statements.number(identitySql, projectId, eventId);
  }

  identities(refs: readonly IdentityRef[]): (number | null)[] {
    return this.#statements.numbers(
      identitySql,
      refs.map(({ projectId, eventId }) => [projectId, eventId]),
    );
  }

  hasLike({ projectId, timestamp, createdAt, readable }: Looks): boolean {
    const [title, message, type, value] = readable;
    const found = this.#statements.get(
      `select 1 from error_rows where project_id = ? and timestamp = ? and created_at = ? and event_id is null
         and title is not distinct from ? and message is not distinct from ?
         and exception_type is not distinct from ? and exception_value is not distinct from ? limit 1`,
      projectId,
      timestamp,
      createdAt,
      ...[title, message, type, value].map((each) => each ?? null),
    );
    return found !== undefined;
  }

  knownError(id: number): KnownError | null {
    const { tagNumber, tagsOf } = this.#statements.dialect;
    const row = this.#statements.get(
      `select *, (select g.id from ${tagsOf("error_rows.tag_ids")}
         cross join tags g where g.id = ${tagNumber} and g.key = ?) as user_tag_id,
         (select k.issue_id from grouping_keys k where k.id = grouping_key_id) as home_id
       from error_rows where id = ?`,
      userTagKey,
      id,
    );
    return row === undefined ? null : knownFrom(row);
  }

  sighting(errorId: number, contentKey: string): number | null {
    return this.#statements.number(
      "select delivery_id as n from sightings where error_id = ? and content_key = ?",
      errorId,
      contentKey,
    );
  }

  contentKey(key: string): number | null {
    return this.#statements.number("select delivery_id as n from content_keys where key = ?", key);
  }

  storedViews(): StoredViews {
    return readViews(this.#statements);
  }

  /** Copies the write-ahead log into the file and closes it. */
  close(): void {
    this.retained.close();
    this.#db.close();
  }

  #cursorOf(name: Progress["of"] | "error" | "issue" | "key"): number {
    return this.#statements.number("select cursor as n from progress where name = ?", name) ?? 0;
  }

  // Ids go on after the highest ever given, also where retention removed the newest.
  #readLastIds() {
    const highest = (table: string) =>
      this.#statements.number(`select max(id) as n from ${table}`) ?? 0;
    const given = this.#cursorOf("error");
    return {
      activity: highest("activity"),
      error: Math.max(highest("error_rows"), given),
      issue: Math.max(highest("issues"), this.#cursorOf("issue")),
      key: Math.max(highest("grouping_keys"), this.#cursorOf("key")),
      project: highest("projects"),
      tag: highest("tags"),
    };
  }

  #projectFrom(row: Row | undefined): ProjectEntry | null {
    if (row === undefined) return null;
    const id = Number(row["id"]);
    const upstreams = this.#statements.all(
      "select source || ':' || upstream_id as name from project_upstreams where project_id = ?",
      id,
    );
    return {
      id,
      slug: String(row["slug"]),
      name: row["name"] as string | null,
      nextIssueNumber: Number(row["next_issue_number"]),
      upstreams: new Set(upstreams.map(({ name }) => String(name))),
    };
  }
}
