import { Failure, type KeptHeaders } from "../../domain/index.ts";
import { inReadTransaction, type Statement } from "../connection.ts";
import type { SqliteConnection } from "../dialects/sqlite.ts";
import { Blocks } from "./blocks.ts";

/** A page of a list comes from as many blocks as there are lanes; of these only the headers are read. */
const cacheBytesMax = 16 * 1024 * 1024;

export interface Listed {
  readonly id: number;
  readonly block_id: number | null;
  /** JSON; null when the delivery is packed. */
  readonly headers: string | null;
}

/** What a query needs of packed deliveries, on a connection to which the archive is attached. */
export class PackedReads {
  readonly #db: SqliteConnection;
  readonly #blocks: Blocks;
  readonly #body: Statement;

  constructor(db: SqliteConnection) {
    this.#db = db;
    this.#blocks = new Blocks(db, { schema: "archive", cacheBytesMax });
    this.#body = db.prepare("select block_id, body from archive.deliveries where id = ?");
  }

  /**
   * Rows of deliveries with the headers of each, packed or not; null where they are damaged. `query` is
   * called once, and sees the same moment as what is read after it.
   */
  async withHeaders<Row extends Listed>(
    query: () => Promise<Row[]>,
  ): Promise<(Omit<Row, "headers" | "block_id"> & { headers: KeptHeaders | null })[]> {
    const begins = !this.#db.isTransaction;
    if (begins) this.#db.exec("begin");
    try {
      return (await query()).map(({ block_id, headers, ...row }) => ({
        ...row,
        headers: this.#headersOf({ id: row.id, block_id, headers } as Listed),
      }));
    } finally {
      if (begins && this.#db.isTransaction) this.#db.exec("commit");
    }
  }

  /** The bytes of a delivery; null when it is not there. Throws an `internal` failure when damaged. */
  async body(id: number): Promise<Uint8Array | null> {
    return inReadTransaction(this.#db, () => {
      const row = this.#body.get(id);
      if (row === undefined) return null;
      if (row["block_id"] === null) return row["body"] as Uint8Array;
      return this.#blocks.body({ id, blockId: Number(row["block_id"]) });
    });
  }

  #headersOf({ id, block_id, headers }: Listed): KeptHeaders | null {
    if (block_id === null) return JSON.parse(headers ?? "{}") as KeptHeaders;
    try {
      return JSON.parse(this.#blocks.head({ id, blockId: block_id }).headers) as KeptHeaders;
    } catch (thrown) {
      if (thrown instanceof Failure) return null;
      throw thrown;
    }
  }
}
