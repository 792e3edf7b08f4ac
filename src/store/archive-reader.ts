import { type ArchivedDelivery, Failure, type KeptHeaders } from "../domain/index.ts";
import { type Connection, inReadTransaction, type Statement } from "./connection.ts";
import { Kinds } from "./kinds.ts";
import type { Location } from "./location.ts";
import { openArchive } from "./open.ts";
import { Blocks } from "./packing/blocks.ts";

/**
 * A window of packed deliveries is read in the order of ids from as many blocks as there are lanes, and
 * each should be decompressed once. Only who reads packed ones needs so much.
 */
const cacheBytesMax = 64 * 1024 * 1024;

/** Of a page that a server is asked for: rows and bytes of bodies, or one that is larger. */
const pageCountMax = 250;
const pageBytesMax = 2 * 1024 * 1024;

interface Row {
  readonly id: number;
  readonly received_at: number;
  readonly lane: number;
  readonly kind_id: number;
  readonly body_bytes: number;
  readonly block_id: number | null;
  readonly content_key: string | null;
  readonly headers: string | null;
  readonly body: Uint8Array | null;
}

const afterSql = "select * from deliveries where id > ? and id <= ? order by id limit ?";
const boundedAfterSql = `
  select * from (
    select d.*, sum(body_bytes) over (order by id) - body_bytes as bytes_before
    from (select * from deliveries where id > ? and id <= ? order by id limit ?) as d) as summed
  where bytes_before < ? order by id`;

type Bytes = Pick<ArchivedDelivery, "contentKey" | "headers" | "body" | "damage">;

/** Reads deliveries out of the archive; any number of these may be open beside the writer. */
export class ArchiveReader {
  readonly #db: Connection;
  readonly #isServer: boolean;
  readonly #after: Statement;
  readonly #get: Statement;
  readonly #kinds: Kinds;
  /** Null where nothing is packed. */
  readonly #blocks: Blocks | null;

  constructor(location: Location) {
    this.#db = openArchive(location);
    this.#isServer = this.#db.dialect.name === "postgres";
    this.#after = this.#db.prepare(afterSql);
    this.#get = this.#db.prepare("select * from deliveries where id = ?");
    this.#kinds = new Kinds(this.#db);
    this.#blocks =
      this.#db.dialect.name === "sqlite"
        ? new Blocks(this.#db, { schema: "main", cacheBytesMax })
        : null;
  }

  /**
   * The next deliveries after an id and up to `idMax`, ascending: at most `countMax`, and few enough to
   * weigh `bytesMax`, but at least one. They are read as they are asked for.
   */
  *after(
    id: number,
    { countMax, bytesMax, idMax }: { countMax: number; bytesMax: number; idMax: number },
  ): Generator<ArchivedDelivery, void, void> {
    let bytes = 0;
    let last: Row | null = null;
    const rows = this.#isServer
      ? this.#pagesAfter(id, { countMax, bytesMax, idMax })
      : this.#after.iterate(id, idMax, countMax);
    for (const read of rows) {
      const row = read as unknown as Row;
      last = row;
      yield this.#deliveryFrom(row);
      bytes += row.body_bytes;
      if (bytes >= bytesMax) break;
    }
    // Fresh deliveries follow: the packed ones are behind.
    if (last?.block_id === null) this.#blocks?.forget();
  }

  /** One delivery, or null when it is not (or no longer) there. */
  get(id: number): ArchivedDelivery | null {
    return inReadTransaction(this.#db, () => {
      const row = this.#get.get(id) as unknown as Row | undefined;
      return row === undefined ? null : this.#deliveryFrom(row);
    });
  }

  close(): void {
    this.#db.close();
  }

  /**
   * A file is read row by row; what a server is asked for comes all at once, and is in memory together. While one
   * page is worked on the next is on its way.
   */
  *#pagesAfter(
    id: number,
    { countMax, bytesMax, idMax }: { countMax: number; bytesMax: number; idMax: number },
  ): Generator<object, void, void> {
    let rest = countMax;
    const pageAfter = (after: number) => {
      if (rest <= 0 || after >= idMax) return null;
      const bounds = [Math.min(rest, pageCountMax), Math.min(bytesMax, pageBytesMax)];
      return this.#db.ahead(boundedAfterSql, [after, idMax, ...bounds]);
    };
    let next = pageAfter(id);
    while (next !== null) {
      const page = next();
      const last = page.at(-1);
      if (last === undefined) return;
      rest -= page.length;
      next = pageAfter(Number(last["id"]));
      yield* page;
    }
  }

  #deliveryFrom(row: Row): ArchivedDelivery {
    return {
      id: row.id,
      receivedAt: row.received_at,
      lane: row.lane,
      ...this.#kinds.get(row.kind_id),
      ...this.#bytesOf(row),
    };
  }

  /** What is in the row of a fresh delivery, and in the block of a packed one. */
  #bytesOf(row: Row): Bytes {
    if (row.block_id === null || this.#blocks === null) {
      return bytesFrom(row.content_key, row.headers ?? "{}", row.body ?? new Uint8Array());
    }
    const place = { id: row.id, blockId: row.block_id };
    try {
      const { contentKey, headers } = this.#blocks.head(place);
      return bytesFrom(contentKey, headers, this.#blocks.body(place));
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      return { contentKey: null, headers: {}, body: new Uint8Array(), damage: thrown.message };
    }
  }
}

function bytesFrom(contentKey: string | null, headers: string, body: Uint8Array): Bytes {
  return { contentKey, headers: JSON.parse(headers) as KeptHeaders, body, damage: null };
}
