import type { DatabaseSync } from "node:sqlite";
import type { DeliveryState } from "../../domain/index.ts";
import { inTransaction, openSqlite } from "../dialects/sqlite.ts";
import { migrate } from "../migrate.ts";
import { errorsMigrations } from "../migrations/errors.ts";
import type {
  ErrorEntry,
  IdentityRef,
  IssueEntry,
  KeyEntry,
  KnownError,
  LedgerSource,
  ProjectEntry,
} from "./entries.ts";
import { Ledger } from "./ledger.ts";
import { issueFrom, keyFrom } from "./rows.ts";
import { type Row, Statements } from "./statements.ts";
import { LedgerWriter } from "./writer.ts";

/**
 * The writer of errors.db: the digest's side of the store. There is one in a process. Its statements
 * are raw and prepared once: they are the hot path.
 */
export class Records implements LedgerSource {
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  readonly #writer: LedgerWriter;
  #lastIds: { error: number; issue: number; key: number; project: number };

  constructor({ path, now }: { path: string; now: () => number }) {
    // NORMAL: what a power cut takes can be caught up from the archive.
    this.#db = openSqlite(path, { synchronous: "normal", cacheKib: 32_768 });
    migrate(this.#db, { path, migrations: errorsMigrations, now: now() });
    this.#statements = new Statements(this.#db);
    this.#writer = new LedgerWriter(this.#statements, now);
    this.#lastIds = this.#readLastIds();
  }

  get lastIds() {
    return this.#lastIds;
  }

  /** See `Archive.meta`. */
  meta(key: string, initial: string): string {
    this.#statements.run("insert or ignore into meta values (?, ?)", key, initial);
    return String(this.#statements.get("select value from meta where key = ?", key)?.["value"]);
  }

  /** Every delivery up to this id has its outcome. */
  cursor(): number {
    return Number(
      this.#statements.get("select cursor from progress where name = 'digest'")?.["cursor"],
    );
  }

  createLedger(): Ledger {
    this.#lastIds = this.#readLastIds();
    return new Ledger(this);
  }

  /**
   * Decides and writes one batch in one transaction. `decide` fills the ledger and returns the cursor's
   * new place, which moves on with it, so that a crash repeats nothing; null leaves it. Throws what
   * `decide` or the database throws, with nothing written: the ledger is of no use then, create another.
   */
  commit(ledger: Ledger, decide: () => number | null): void {
    ledger.begin();
    inTransaction(this.#db, () => {
      const cursor = decide();
      this.#writer.write(ledger);
      if (cursor !== null) this.#writer.progress("digest", cursor);
    });
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
    const rows = this.#statements.all(
      `select e.id, e.delivery_item from errors e where e.delivery_id = ? and e.id in (
         select error_id from outcomes where delivery_id = ?
         union
         select json_extract(item.value, '$.errorId')
         from outcomes, json_each(outcomes.items) item where delivery_id = ?)`,
      deliveryId,
      deliveryId,
      deliveryId,
    );
    return new Map(rows.map((row) => [Number(row["delivery_item"]), Number(row["id"])]));
  }

  /** Renews the readable columns of a stored error; issue, counts and timeline stay as they are. */
  renew(errorId: number, readable: ErrorEntry["readable"]): void {
    this.#writer.renew(errorId, readable);
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
      "select id as n from issues where upstream_id = ? and upstream_source = ? and merged_into is null order by id desc limit 1",
      upstreamId,
      source,
    );
  }

  issue(id: number): IssueEntry | null {
    const row = this.#statements.get("select * from issues where id = ?", id);
    return row === undefined ? null : issueFrom(row);
  }

  key(projectId: number, key: string): KeyEntry | null {
    const row = this.#statements.get(
      "select * from grouping_keys where project_id = ? and key = ?",
      projectId,
      key,
    );
    return row === undefined ? null : keyFrom(row);
  }

  keysOfIssue(issueId: number): readonly KeyEntry[] {
    return this.#statements
      .all("select * from grouping_keys where issue_id = ?", issueId)
      .map(keyFrom);
  }

  identity({ projectId, eventId }: IdentityRef): number | null {
    return this.#statements.number(
      "select error_id as n from error_identities where project_id = ? and event_id = ?",
      projectId,
      eventId,
    );
  }

  knownError(id: number): KnownError | null {
    const row = this.#statements.get(
      "select id, project_id, issue_id, grouping_key_id from errors where id = ?",
      id,
    );
    if (row === undefined) return null;
    return {
      id,
      projectId: Number(row["project_id"]),
      issueId: Number(row["issue_id"]),
      keyId: Number(row["grouping_key_id"]),
    };
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

  /** Copies the write-ahead log into the file and closes it. */
  close(): void {
    this.#db.exec("pragma wal_checkpoint(truncate)");
    this.#db.close();
  }

  // Ids of errors go on after the highest ever given, also where retention removed the newest.
  #readLastIds() {
    const highest = (table: string) =>
      this.#statements.number(`select max(id) as n from ${table}`) ?? 0;
    const given =
      this.#statements.number("select cursor as n from progress where name = 'error'") ?? 0;
    return {
      error: Math.max(highest("errors"), given),
      issue: highest("issues"),
      key: highest("grouping_keys"),
      project: highest("projects"),
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
