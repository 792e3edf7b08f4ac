import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { ArchivedDelivery, Family, KeptHeaders, SignatureState } from "../domain/index.ts";
import { openSqlite } from "./dialects/sqlite.ts";

/** Reads deliveries out of the archive; any number of these may be open beside the writer. */
export class ArchiveReader {
  readonly #db: DatabaseSync;
  readonly #after: StatementSync;
  readonly #get: StatementSync;

  constructor(path: string) {
    this.#db = openSqlite(path, { readOnly: true });
    const columns =
      "id, received_at, lane, door, source, family, resource, action, request_id, content_key, signature, headers, body";
    this.#after = this.#db.prepare(
      `select ${columns} from deliveries where id > ? and id <= ? order by id limit ?`,
    );
    this.#get = this.#db.prepare(`select ${columns} from deliveries where id = ?`);
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
    for (const row of this.#after.iterate(id, idMax, countMax)) {
      const delivery = deliveryFrom(row);
      yield delivery;
      bytes += delivery.body.byteLength;
      if (bytes >= bytesMax) return;
    }
  }

  /** One delivery, or null when it is not (or no longer) there. */
  get(id: number): ArchivedDelivery | null {
    const row = this.#get.get(id);
    return row === undefined ? null : deliveryFrom(row);
  }

  close(): void {
    this.#db.close();
  }
}

function deliveryFrom(row: Record<string, unknown>): ArchivedDelivery {
  return {
    id: row["id"] as number,
    receivedAt: row["received_at"] as number,
    lane: row["lane"] as number,
    door: row["door"] as "webhook",
    source: row["source"] as string,
    family: row["family"] as Family,
    resource: row["resource"] as string,
    action: row["action"] as string,
    requestId: row["request_id"] as string | null,
    contentKey: row["content_key"] as string | null,
    signature: row["signature"] as SignatureState,
    headers: JSON.parse(row["headers"] as string) as KeptHeaders,
    body: row["body"] as Uint8Array,
  };
}
