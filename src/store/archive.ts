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
  /** Told after each commit, with the newest id that is now on disk. */
  readonly onCommit: (newestId: number) => void;
}

/** How the archive is doing, for /health. */
export interface ArchiveHealth {
  /** Null while appends succeed, else why the last one did not. */
  readonly trouble: string | null;
  readonly newestId: number;
  readonly queuedBytes: number;
}

interface Waiting {
  readonly write: () => number;
  readonly bytes: number;
  readonly resolve: (id: number) => void;
  readonly reject: (failure: Failure) => void;
}

// Measured with 4 KiB bodies: pages of 16 KiB append faster than smaller ones and waste less of the last
// row; 4 MiB in the write-ahead log are copied back in a few milliseconds, which is what a sender waits.
const pageSize = 16_384;
const checkpointPages = 256;
const probeBytes = 64 * 1024;

/**
 * The archive: deliveries as they came, appended in groups. Everything that waits when the event loop
 * has read its sockets is committed together, so groups grow by themselves under load and there is no
 * timer to wait for.
 */
export class Archive {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #repeat: StatementSync;
  readonly #options: ArchiveOptions;
  #waiting: Waiting[] = [];
  #queuedBytes = 0;
  #newestId: number;
  #trouble: string | null = null;
  #flush: NodeJS.Immediate | null = null;

  constructor(options: ArchiveOptions) {
    this.#options = options;
    this.#db = openSqlite(options.path, { synchronous: "full", pageSize, checkpointPages });
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
    this.#newestId = Number(newest?.["id"] ?? 0);
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
    this.#newestId = Math.max(this.#newestId, id);
  }

  /**
   * Appends a delivery and resolves to its id once the bytes are on the disk. Rejects with an
   * `unavailable` failure when they cannot be: then nothing of it was kept.
   */
  append(delivery: Delivery): Promise<number> {
    const headers = JSON.stringify(delivery.headers);
    const bytes = delivery.body.byteLength + headers.length;
    return this.#enqueue(bytes, () => {
      const id = this.#newestId + 1;
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
      this.#newestId = id;
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

  health(): ArchiveHealth {
    return {
      trouble: this.#trouble,
      newestId: this.#newestId,
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

  /** Commits what still waits and closes the file. */
  close(): void {
    this.#commit();
    this.#db.close();
  }

  #enqueue(bytes: number, write: () => number): Promise<number> {
    if (this.#queuedBytes + bytes > this.#options.queueBytesMax) {
      return Promise.reject(
        new Failure("unavailable", "Too many deliveries wait to be written; try again."),
      );
    }
    this.#queuedBytes += bytes;
    this.#flush ??= setImmediate(() => this.#commit());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, bytes, resolve, reject });
    });
  }

  #commit(): void {
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#flush = null;
    const group = this.#waiting;
    if (group.length === 0) return;
    this.#waiting = [];
    this.#queuedBytes = 0;
    const before = this.#newestId;
    try {
      const ids = inTransaction(this.#db, () => group.map(({ write }) => write()));
      this.#trouble = null;
      this.#options.onCommit(this.#newestId);
      group.forEach(({ resolve }, index) => {
        resolve(ids[index] ?? 0);
      });
    } catch (thrown) {
      this.#newestId = before;
      this.#trouble = storageTrouble(thrown) ?? "the archive cannot be written";
      const failure = new Failure("unavailable", `Not kept: ${this.#trouble}.`, { cause: thrown });
      for (const { reject } of group) reject(failure);
    }
  }
}
