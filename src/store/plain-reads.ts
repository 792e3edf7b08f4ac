import type { Kysely } from "kysely";
import type { KeptHeaders } from "../domain/index.ts";
import type { Listed, PackedReads } from "./packing/packed-reads.ts";
import type { Tables } from "./tables.ts";

/** What a query needs of deliveries where none is packed: see `PackedReads`. */
export class PlainReads implements Pick<PackedReads, "withHeaders" | "body"> {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async withHeaders<Row extends Listed>(query: () => Promise<Row[]>) {
    return (await query()).map(({ block_id, headers, ...row }) => ({
      ...row,
      headers: JSON.parse(headers ?? "{}") as KeptHeaders,
    }));
  }

  async body(id: number): Promise<Uint8Array | null> {
    const row = await this.#db
      .selectFrom("archive.deliveries")
      .where("id", "=", id)
      .select("body")
      .executeTakeFirst();
    return row?.body ?? null;
  }
}
