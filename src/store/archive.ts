import { closeSync, fdatasync, openSync } from "node:fs";
import type { StatementSync } from "node:sqlite";
import { type Delivery, Failure } from "../domain/index.ts";
import { inTransaction } from "./connection.ts";
import { openSqlite, type SqliteConnection } from "./dialects/sqlite.ts";
import { KindIds } from "./kinds.ts";
import { migrate } from "./migrate.ts";
import { archiveMigrations } from "./migrations/archive.ts";
import { BlockWriter } from "./packing/block-writer.ts";
import { storageTrouble } from "./trouble.ts";

export interface ArchiveOptions {
  readonly path: string;
  readonly now: () => number;
  /** Bodies that wait for their commit, all together, at most. */
  readonly queueBytesMax: number;
  /** Told whenever more is on the disk: the newest id that is. */
  readonly onDurable: (newestId: number) => void;
}

/** How the archive is doing, for /health. */
export interface ArchiveHealth {
  /** Null while appends succeed, else why the last one did not. */
  readonly trouble: string | null;
  /** The newest delivery that is on the disk. */
  readonly newestId: number;
  readonly queuedBytes: number;
  /** Bytes of deliveries since the archive was opened. */
  readonly appendedBytes: number;
  /** What work in the background has taken of this thread since the archive was opened. */
  readonly backgroundMs: number;
}

/** What `deleteDeliveries` did. */
export interface DeletedDeliveries {
  readonly deliveries: number;
  /** Of their bodies, as they came. */
  readonly bytes: number;
}

interface Waiting {
  readonly write: () => number;
  readonly bytes: number;
  readonly resolve: (id: number) => void;
  readonly reject: (failure: Failure) => void;
}

/** What may be looked at beside the writing. */
type Looked = Pick<BlockWriter, "progress" | "hasUnsettled" | "freePages">;

/** What is committed, and waits for the disk. */
interface Committed {
  readonly settle: () => void;
  readonly fail: (thrown: unknown) => void;
}

// Measured with 4 KiB bodies: pages of 16 KiB append faster than smaller ones and waste less of the last
// row; 4 MiB in the write-ahead log are copied back in a few milliseconds, which is what a sender waits.
const pageSize = 16_384;
const checkpointPages = 256;
const probeBytes = 64 * 1024;
/** Measured: 128 deliveries of 4 KiB are deleted, fresh ones or packed, in less than half a millisecond. */
const deletedTogetherMax = 128;

/**
 * The archive: deliveries as they came, appended in groups. Everything that waits when the event loop
 * has read its sockets is committed together, so groups grow by themselves under load and there is no
 * timer to wait for.
 *
 * A commit writes to the write-ahead log, and `fdatasync` of that log makes it durable: together what
 * SQLite does for synchronous=FULL. Here the second half runs beside the event loop, so that the doors
 * go on reading while the disk works; nothing is resolved before it is done.
 */
export class Archive {
  readonly #db: SqliteConnection;
  readonly #insert: StatementSync;
  readonly #repeat: StatementSync;
  readonly #kinds: KindIds;
  readonly #writer: BlockWriter;
  readonly #options: ArchiveOptions;
  readonly #log: number;
  #waiting: Waiting[] = [];
  #pieces: { readonly run: () => void; readonly refuse: (failure: Failure) => void }[] = [];
  #committed: Committed[] = [];
  #sync: Promise<void> | null = null;
  #queuedBytes = 0;
  #appendedBytes = 0;
  #backgroundMs = 0;
  #lastId: number;
  #durableId: number;
  #trouble: string | null = null;
  #logIsSuspect = false;
  #flush: NodeJS.Immediate | null = null;
  #pieceTurn: NodeJS.Immediate | null = null;

  constructor(options: ArchiveOptions) {
    this.#options = options;
    this.#db = openSqlite(options.path, { synchronous: "normal", pageSize, checkpointPages });
    migrate(this.#db, {
      path: options.path,
      migrations: archiveMigrations,
      now: options.now(),
    });
    // Pages that are written anyway are rid of what was deleted from them.
    this.#db.exec("pragma secure_delete = fast");
    this.#kinds = new KindIds(this.#db);
    this.#writer = new BlockWriter(this.#db);
    this.#insert = this.#db.prepare("insert into deliveries values (?, ?, ?, ?, ?, null, ?, ?, ?)");
    this.#repeat = this.#db.prepare(`
      insert into repetitions values (?, 1, ?)
      on conflict (delivery_id) do update set count = count + 1, last_at = excluded.last_at`);
    this.#lastId = newestIdIn(this.#db);
    this.#durableId = this.#lastId;
    // Only ever synced: SQLite takes no locks on this file that closing it could lose.
    this.#log = openSync(`${options.path}-wal`, "r+");
  }

  /**
   * The value kept under `key`, set to `initial` where there is none. Pairs this archive with the
   * database of errors that it belongs to.
   */
  meta(key: string, initial: string): string {
    this.#db.prepare("insert into meta values (?, ?) on conflict do nothing").run(key, initial);
    return String(this.#db.prepare("select value from meta where key = ?").get(key)?.["value"]);
  }

  /** Ids go on after `id`, also where the newest deliveries were removed. */
  continueAfter(id: number): void {
    this.#lastId = Math.max(this.#lastId, id);
    this.#durableId = Math.max(this.#durableId, id);
  }

  /**
   * Appends a delivery and resolves to its id once the bytes are on the disk. Rejects with an
   * `unavailable` failure when they cannot be.
   */
  append(delivery: Delivery): Promise<number> {
    const headers = JSON.stringify(delivery.headers);
    const bytes = delivery.body.byteLength + headers.length;
    return this.#enqueue(bytes, () => {
      const id = this.#lastId + 1;
      this.#insert.run(
        id,
        delivery.receivedAt,
        delivery.lane,
        this.#kinds.idOf(delivery),
        delivery.body.byteLength,
        delivery.contentKey,
        headers,
        delivery.body,
      );
      this.#lastId = id;
      return id;
    });
  }

  /** Counts a repetition of a delivery without storing its bytes; resolves once that is on the disk. */
  countRepetition(deliveryId: number): Promise<number> {
    return this.#enqueue(0, () => {
      this.#repeat.run(deliveryId, this.#options.now());
      return deliveryId;
    });
  }

  /**
   * Work in the background: a transaction of its own in a turn of its own, after the deliveries that wait,
   * so that it can neither hold them up for longer than it takes nor undo them. Resolves once it is on the
   * disk; rejects with what was thrown, and nothing of it kept.
   */
  between<T>(work: (writer: BlockWriter) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (): void => {
        try {
          const start = performance.now();
          this.#renewLog();
          const result = inTransaction(this.#db, () => work(this.#writer));
          this.#backgroundMs += performance.now() - start;
          this.#synced({ settle: () => resolve(result), fail: reject });
        } catch (thrown) {
          reject(thrown);
        }
      };
      this.#pieces.push({ run, refuse: reject });
      this.#pieceTurn ??= setImmediate(() => this.#runPiece());
    });
  }

  /** Reads without a transaction, a few microseconds. */
  look<T>(read: (looked: Looked) => T): T {
    return read(this.#writer);
  }

  /**
   * Deletes deliveries for good; ids that are not there are passed over, so that a call that was cut off
   * can be repeated. It works in small transactions between the doors' groups. Resolves when no reader can
   * find them and that is on the disk. What is left of them in blocks and free pages goes within about a
   * minute (`Packer`). The caller makes sure that what errors.db says of them is on the disk.
   * Rejects when the archive cannot be written: some of them are deleted then.
   */
  async deleteDeliveries(ids: readonly number[]): Promise<DeletedDeliveries> {
    const total = { deliveries: 0, bytes: 0 };
    let next = 0;
    while (next < ids.length) {
      const some = ids.slice(next, next + deletedTogetherMax);
      const removed = await this.between((writer) => writer.remove(some, this.#options.now()));
      next += removed.taken;
      total.deliveries += removed.deliveries;
      total.bytes += removed.bytes;
    }
    return total;
  }

  /** Commits what waits now rather than at the end of the turn. */
  commit(): void {
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#flush = null;
    const group = this.#waiting;
    if (group.length === 0) return;
    this.#waiting = [];
    const before = this.#lastId;
    try {
      this.#renewLog();
      const ids = inTransaction(this.#db, () => group.map(({ write }) => write()));
      const newestId = this.#lastId;
      this.#synced({
        settle: () => this.#settle(group, ids, newestId),
        fail: (thrown) => this.#fail(group, thrown),
      });
    } catch (thrown) {
      this.#lastId = before;
      this.#kinds.forget();
      this.#fail(group, thrown);
    }
  }

  health(): ArchiveHealth {
    return {
      trouble: this.#trouble,
      newestId: this.#durableId,
      queuedBytes: this.#queuedBytes,
      appendedBytes: this.#appendedBytes,
      backgroundMs: this.#backgroundMs,
    };
  }

  /** Writes as much as a delivery and of no meaning, to learn whether writing works. */
  probe(): void {
    try {
      this.#db.prepare("insert or replace into meta values ('probe', zeroblob(?))").run(probeBytes);
      this.#trouble = null;
    } catch (thrown) {
      this.#trouble = storageTrouble(thrown) ?? "the archive cannot be written";
    }
  }

  /** Writes the deliveries that still wait and closes the file. Work in the background is refused. */
  async close(): Promise<void> {
    this.commit();
    if (this.#pieceTurn !== null) clearImmediate(this.#pieceTurn);
    const closing = new Failure("unavailable", "The archive is being closed.");
    for (const { refuse } of this.#pieces.splice(0)) refuse(closing);
    while (this.#sync !== null) await this.#sync;
    closeSync(this.#log);
    this.#db.close();
  }

  #enqueue(bytes: number, write: () => number): Promise<number> {
    if (this.#queuedBytes + bytes > this.#options.queueBytesMax) {
      return Promise.reject(
        new Failure("unavailable", "Too many deliveries wait to be written; try again."),
      );
    }
    this.#queuedBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, bytes, resolve, reject });
      this.#plan();
    });
  }

  /**
   * Has what waits committed at the end of the turn. While a sync runs, what is committed waits
   * for the next one: so the group grows until then, and fewer pages are written.
   */
  #plan(): void {
    if (this.#waiting.length === 0 || this.#sync !== null) return;
    this.#flush ??= setImmediate(() => this.commit());
  }

  #runPiece(): void {
    this.commit();
    this.#pieces.shift()?.run();
    this.#pieceTurn = this.#pieces.length > 0 ? setImmediate(() => this.#runPiece()) : null;
  }

  #synced(committed: Committed): void {
    this.#committed.push(committed);
    if (this.#sync === null) this.#startSync();
  }

  /** Syncs the log. What was committed before a sync began is on the disk when it ends. */
  #startSync(): void {
    const batch = this.#committed;
    this.#committed = [];
    this.#sync = syncFile(this.#log).then((failure) => {
      this.#sync = null;
      this.#logIsSuspect ||= failure !== null;
      for (const { settle, fail } of batch) {
        if (failure === null) settle();
        else fail(failure);
      }
      if (this.#committed.length > 0) this.#startSync();
      this.#plan();
    });
  }

  #settle(group: readonly Waiting[], ids: readonly number[], newestId: number): void {
    this.#trouble = null;
    this.#durableId = Math.max(this.#durableId, newestId);
    this.#options.onDurable(this.#durableId);
    group.forEach(({ resolve, bytes }, index) => {
      this.#queuedBytes -= bytes;
      this.#appendedBytes += bytes;
      resolve(ids[index] ?? 0);
    });
  }

  /**
   * After a sync that failed nobody knows which parts of the log are on the disk, and what is written
   * behind a lost part is lost with it. So the log is emptied into the file before it is used again.
   */
  #renewLog(): void {
    if (!this.#logIsSuspect) return;
    const result = this.#db.prepare("pragma wal_checkpoint(truncate)").get();
    if (result?.["busy"] !== 0) throw new Error("the write-ahead log is in use");
    this.#logIsSuspect = false;
  }

  #fail(group: readonly Waiting[], thrown: unknown): void {
    this.#trouble = storageTrouble(thrown) ?? "the archive cannot be written";
    const failure = new Failure("unavailable", `Not kept: ${this.#trouble}.`, { cause: thrown });
    for (const { reject, bytes } of group) {
      this.#queuedBytes -= bytes;
      reject(failure);
    }
  }
}

/** The newest id that was given away, also where that delivery was deleted since: no id is used twice. */
export function newestIdIn(db: SqliteConnection): number {
  const row = db
    .prepare(`
      select max(
        coalesce((select max(id) from deliveries), 0),
        (select cursor from packing),
        coalesce((select max(last_id) from blocks where id in (select block_id from unsettled)), 0)
      ) as id`)
    .get();
  return Number(row?.["id"]);
}

/** Resolves to what went wrong, or null. */
function syncFile(file: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    fdatasync(file, resolve);
  });
}
