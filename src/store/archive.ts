import { closeSync, fdatasync, openSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Delivery, Failure } from "../domain/index.ts";
import { inTransaction, openSqlite, storageTrouble } from "./dialects/sqlite.ts";
import { migrate } from "./migrate.ts";
import { archiveMigrations } from "./migrations/archive.ts";

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
}

interface Waiting {
  readonly write: () => number;
  readonly bytes: number;
  readonly resolve: (id: number) => void;
  readonly reject: (failure: Failure) => void;
}

/** What is committed, and waits for the disk. */
interface Committed {
  readonly group: readonly Waiting[];
  readonly ids: readonly number[];
  readonly newestId: number;
}

// Measured with 4 KiB bodies: pages of 16 KiB append faster than smaller ones and waste less of the last
// row; 4 MiB in the write-ahead log are copied back in a few milliseconds, which is what a sender waits.
const pageSize = 16_384;
const checkpointPages = 256;
const probeBytes = 64 * 1024;
const syncsMax = 2;

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
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #repeat: StatementSync;
  readonly #options: ArchiveOptions;
  readonly #log: number;
  #waiting: Waiting[] = [];
  #committed: Committed[] = [];
  readonly #syncs = new Set<Promise<void>>();
  #queuedBytes = 0;
  #lastId: number;
  #durableId: number;
  #trouble: string | null = null;
  #logIsSuspect = false;
  #flush: NodeJS.Immediate | null = null;

  constructor(options: ArchiveOptions) {
    this.#options = options;
    this.#db = openSqlite(options.path, { synchronous: "normal", pageSize, checkpointPages });
    migrate(this.#db, {
      path: options.path,
      migrations: archiveMigrations,
      now: options.now(),
    });
    this.#insert = this.#db.prepare(
      "insert into deliveries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#repeat = this.#db.prepare(`
      insert into repetitions values (?, 1, ?)
      on conflict (delivery_id) do update set count = count + 1, last_at = excluded.last_at`);
    const newest = this.#db.prepare("select max(id) as id from deliveries").get();
    this.#lastId = Number(newest?.["id"] ?? 0);
    this.#durableId = this.#lastId;
    // Only ever synced: SQLite takes no locks on this file that closing it could lose.
    this.#log = openSync(`${options.path}-wal`, "r+");
  }

  /**
   * The value kept under `key`, set to `initial` where there is none. Pairs this archive with the
   * database of errors that it belongs to.
   */
  meta(key: string, initial: string): string {
    this.#db.prepare("insert or ignore into meta values (?, ?)").run(key, initial);
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
        delivery.door,
        delivery.source,
        delivery.family,
        delivery.resource,
        delivery.action,
        delivery.requestId,
        delivery.contentKey,
        delivery.signature,
        headers,
        delivery.body.byteLength,
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
      this.#committed.push({ group, ids, newestId: this.#lastId });
      if (this.#syncs.size < syncsMax) this.#startSync();
    } catch (thrown) {
      this.#lastId = before;
      this.#fail(group, thrown);
    }
  }

  health(): ArchiveHealth {
    return {
      trouble: this.#trouble,
      newestId: this.#durableId,
      queuedBytes: this.#queuedBytes,
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

  /** Writes what still waits and closes the file. */
  async close(): Promise<void> {
    this.commit();
    while (this.#syncs.size > 0) await Promise.all(this.#syncs);
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
    this.#flush ??= setImmediate(() => this.commit());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, bytes, resolve, reject });
    });
  }

  /**
   * Syncs the log. What was committed before a sync began is on the disk when it ends; a second sync
   * may begin before the first has ended, so that a group need not wait for two.
   */
  #startSync(): void {
    const batch = this.#committed;
    this.#committed = [];
    const sync = syncFile(this.#log).then((failure) => {
      this.#syncs.delete(sync);
      this.#logIsSuspect ||= failure !== null;
      for (const committed of batch) {
        if (failure === null) this.#settle(committed);
        else this.#fail(committed.group, failure);
      }
      if (this.#committed.length > 0) this.#startSync();
    });
    this.#syncs.add(sync);
  }

  #settle({ group, ids, newestId }: Committed): void {
    this.#trouble = null;
    this.#durableId = Math.max(this.#durableId, newestId);
    this.#options.onDurable(this.#durableId);
    group.forEach(({ resolve, bytes }, index) => {
      this.#queuedBytes -= bytes;
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

/** Resolves to what went wrong, or null. */
function syncFile(file: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    fdatasync(file, resolve);
  });
}
