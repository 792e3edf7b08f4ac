import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openSqlite } from "./dialects/sqlite.ts";
import type { Kind } from "./kinds.ts";

/** When a delivery arrived, in milliseconds since 1970. */
export interface Arrival {
  readonly id: number;
  readonly receivedAt: number;
}

/** What retention asks of the archive: when deliveries arrived, and how large it is. No bodies are read. */
export class ArchiveArrivals {
  readonly #db: DatabaseSync;
  readonly #after: StatementSync;

  constructor(path: string) {
    this.#db = openSqlite(path, { readOnly: true });
    this.#after = this.#db.prepare(
      "select id, received_at from deliveries where id > ? and id <= ? order by id limit ?",
    );
  }

  /** The next deliveries after an id and up to `idMax`, ascending. */
  after(id: number, { idMax, limit }: { idMax: number; limit: number }): Arrival[] {
    return this.#after
      .all(id, idMax, limit)
      .map((row) => ({ id: Number(row["id"]), receivedAt: Number(row["received_at"]) }));
  }

  /** The kinds of the newest deliveries, the newest first. */
  newestKinds(limit: number): (Pick<Kind, "source" | "family" | "signature"> & {
    readonly receivedAt: number;
  })[] {
    const rows = this.#db
      .prepare(`
        select d.received_at as receivedAt, k.source, k.family, k.signature
        from deliveries d join kinds k on k.id = d.kind_id order by d.id desc limit ?`)
      .all(limit);
    return rows as unknown as ReturnType<ArchiveArrivals["newestKinds"]>;
  }

  /** Bytes of the pages that hold something. */
  bytesInUse(): number {
    return bytesInUse(this.#db);
  }

  close(): void {
    this.#db.close();
  }
}

/** Bytes of a database's pages that hold something. */
export function bytesInUse(db: DatabaseSync): number {
  const value = (name: string): number => {
    const row = db.prepare(`pragma ${name}`).get();
    return Number(row?.[name] ?? 0);
  };
  return (value("page_count") - value("freelist_count")) * value("page_size");
}
