import type { Connection, Statement } from "./connection.ts";
import type { Kind } from "./kinds.ts";
import type { Location } from "./location.ts";
import { openArchive } from "./open.ts";

/** When a delivery arrived, in milliseconds since 1970. */
export interface Arrival {
  readonly id: number;
  readonly receivedAt: number;
}

/** What retention asks of the archive: when deliveries arrived, and how large it is. No bodies are read. */
export class ArchiveArrivals {
  readonly #db: Connection;
  readonly #after: Statement;

  constructor(location: Location) {
    this.#db = openArchive(location);
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
        select d.received_at as "receivedAt", k.source, k.family, k.signature
        from deliveries d join kinds k on k.id = d.kind_id order by d.id desc limit ?`)
      .all(limit);
    return rows as unknown as ReturnType<ArchiveArrivals["newestKinds"]>;
  }

  /** Bytes of the pages that hold something. */
  bytesInUse(): number {
    return bytesInUse(this.#db, "archive");
  }

  close(): void {
    this.#db.close();
  }
}

/** Bytes that hold something: of a file, or of what a server keeps of the archive or of errors. */
export function bytesInUse(db: Connection, of: "archive" | "errors"): number {
  if (db.dialect.name === "postgres") {
    const schema = of === "archive" ? "archive" : "public";
    return Number(db.prepare(schemaBytesSql).get(schema)?.["n"]);
  }
  const value = (name: string): number => {
    const row = db.prepare(`pragma ${name}`).get();
    return Number(row?.[name] ?? 0);
  };
  return (value("page_count") - value("freelist_count")) * value("page_size");
}

const schemaBytesSql = `select coalesce(sum(pg_total_relation_size(c.oid)), 0) as n
  from pg_class c join pg_namespace s on s.oid = c.relnamespace
  where s.nspname = ? and c.relkind = 'r'`;
