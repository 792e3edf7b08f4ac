import { type Delivery, Failure } from "../domain/index.ts";
import type { ArchiveHealth, ArchiveOptions, DeletedDeliveries } from "./archive.ts";
import type { PostgresPool } from "./dialects/postgres-pool.ts";
import { Groups } from "./groups.ts";
import type { Kind } from "./kinds.ts";
import { appendLock } from "./server-locks.ts";
import { storageTrouble } from "./trouble.ts";

interface Waiting {
  readonly delivery: Delivery;
  readonly headers: string;
  readonly bytes: number;
  readonly resolve: (id: number) => void;
  readonly reject: (failure: Failure) => void;
}

/** Measured by others: larger statements gain nothing. */
const groupMax = 256;
/** Bytes of a group, unless its only delivery is larger: they are in memory twice. */
const groupBytesMax = 8_000_000;
/** Of groups together with what they wait for. */
const deletedTogetherMax = 1000;

/**
 * The archive on PostgreSQL: what waits when a group is sent goes as one statement, and is answered when its
 * commit is. A commit whose answer was lost counts as not kept: the sender comes again, and the repetition is
 * known by its event.
 */
export class PostgresArchive {
  readonly #pool: PostgresPool;
  readonly #options: Omit<ArchiveOptions, "path">;
  readonly #kinds = new Map<string, number>();
  /** While one group is synced the next is sent. */
  readonly #waiting = new Groups<Waiting>({
    onTheWayMax: 2,
    countTogether,
    send: (group) => this.#write(group),
  });
  #queuedBytes = 0;
  #appendedBytes = 0;
  #newestId: number;
  #trouble: string | null = null;

  private constructor(pool: PostgresPool, options: Omit<ArchiveOptions, "path">, newestId: number) {
    this.#pool = pool;
    this.#options = options;
    this.#newestId = newestId;
  }

  static async open(
    pool: PostgresPool,
    options: Omit<ArchiveOptions, "path">,
  ): Promise<PostgresArchive> {
    const { rows } = await pool.query("select coalesce(max(id), 0) as id from archive.deliveries");
    return new PostgresArchive(pool, options, Number(rows[0]?.id));
  }

  /** See `Archive.append`. */
  append(delivery: Delivery): Promise<number> {
    const headers = JSON.stringify(delivery.headers);
    const bytes = delivery.body.byteLength + headers.length;
    if (this.#queuedBytes + bytes > this.#options.queueBytesMax) {
      return Promise.reject(
        new Failure("unavailable", "Too many deliveries wait to be written; try again."),
      );
    }
    this.#queuedBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.add({ delivery, headers, bytes, resolve, reject });
    });
  }

  /** See `Archive.countRepetition`. */
  async countRepetition(deliveryId: number): Promise<number> {
    try {
      await this.#pool.query(repeatSql, [deliveryId, this.#options.now()]);
      return deliveryId;
    } catch (thrown) {
      throw this.#failed(thrown);
    }
  }

  /** See `Archive.deleteDeliveries`. */
  async deleteDeliveries(ids: readonly number[]): Promise<DeletedDeliveries> {
    const total = { deliveries: 0, bytes: 0 };
    for (let next = 0; next < ids.length; next += deletedTogetherMax) {
      const some = [ids.slice(next, next + deletedTogetherMax)];
      await this.#pool.query("delete from archive.repetitions where delivery_id = any($1)", some);
      const { rows } = await this.#pool.query(deleteSql, some);
      total.deliveries += Number(rows[0]?.n);
      total.bytes += Number(rows[0]?.bytes);
    }
    return total;
  }

  /** Ids come from the database. */
  continueAfter(_id: number): void {}

  health(): ArchiveHealth {
    return {
      trouble: this.#trouble,
      newestId: this.#newestId,
      queuedBytes: this.#queuedBytes,
      appendedBytes: this.#appendedBytes,
      backgroundMs: 0,
    };
  }

  /** Writes something of no meaning, to learn whether writing works. */
  async probe(): Promise<void> {
    try {
      await this.#pool.query(probeSql, [String(this.#options.now())]);
      this.#trouble = null;
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** Writes the deliveries that still wait. */
  async close(): Promise<void> {
    await this.#waiting.emptied();
    await this.#pool.close();
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      const { rows } = await this.#pool.query(appendSql, await this.#valuesOf(group));
      // They get their numbers in their order.
      const ids = rows.map(({ id }) => Number(id)).sort((one, other) => one - other);
      this.#settle(group, ids);
    } catch (thrown) {
      const failure = this.#failed(thrown);
      for (const { reject, bytes } of group) {
        this.#queuedBytes -= bytes;
        reject(failure);
      }
    }
  }

  #settle(group: readonly Waiting[], ids: readonly number[]): void {
    this.#trouble = null;
    this.#newestId = Math.max(this.#newestId, ids.at(-1) ?? 0);
    this.#options.onDurable(this.#newestId);
    group.forEach(({ resolve, bytes }, index) => {
      this.#queuedBytes -= bytes;
      this.#appendedBytes += bytes;
      resolve(ids[index] ?? 0);
    });
  }

  /** Headers and bodies go as one value, in bytes: as texts of an array they would be twice as long. */
  async #valuesOf(group: readonly Waiting[]): Promise<unknown[]> {
    const parts: Uint8Array[] = [];
    const kindIds: number[] = [];
    for (const { delivery, headers } of group) {
      parts.push(Buffer.from(headers), delivery.body);
      kindIds.push(this.#kinds.get(nameOfKind(delivery)) ?? (await this.#kindOf(delivery)));
    }
    return [
      appendLock,
      Buffer.concat(parts),
      parts.map((part) => part.byteLength),
      group.map(({ delivery }) => delivery.receivedAt),
      group.map(({ delivery }) => delivery.lane),
      kindIds,
      group.map(({ delivery }) => delivery.contentKey),
    ];
  }

  async #kindOf(kind: Kind): Promise<number> {
    const columns = columnsOf(kind);
    await this.#pool.query(newKindSql, columns);
    const { rows } = await this.#pool.query(findKindSql, columns);
    const id = Number(rows[0]?.id);
    if (this.#kinds.size >= kindsMax) this.#kinds.clear();
    this.#kinds.set(nameOfKind(kind), id);
    return id;
  }

  #failed(thrown: unknown): Failure {
    this.#trouble = storageTrouble(thrown) ?? "the archive cannot be written";
    return new Failure("unavailable", `Not kept: ${this.#trouble}.`, { cause: thrown });
  }
}

/** How many of those that wait make the next group. */
function countTogether(waiting: readonly Waiting[]): number {
  let [count, bytes] = [1, waiting[0]?.bytes ?? 0];
  for (const next of waiting.slice(1, groupMax)) {
    bytes += next.bytes;
    if (bytes > groupBytesMax) break;
    count += 1;
  }
  return count;
}

/** Senders choose resource and action, so there may be many; some dozen are usual. */
const kindsMax = 10_000;

function columnsOf({ resource, action, family, source, signature, door }: Kind): string[] {
  return [resource, action, family, source, signature, door];
}

function nameOfKind(kind: Kind): string {
  return columnsOf(kind).join("\0");
}

const appendSql = "select archive.append($1, $2, $3, $4, $5, $6, $7) as id";
const repeatSql = `insert into archive.repetitions as r values ($1, 1, $2)
  on conflict (delivery_id) do update set count = r.count + 1, last_at = excluded.last_at`;
const deleteSql = `with gone as (delete from archive.deliveries where id = any($1) returning body_bytes)
  select count(*) as n, coalesce(sum(body_bytes), 0) as bytes from gone`;
const probeSql = `insert into meta values ('probe', $1)
  on conflict (key) do update set value = excluded.value`;
const newKindSql = `insert into archive.kinds (resource, action, family, source, signature, door)
  values ($1, $2, $3, $4, $5, $6) on conflict do nothing`;
const findKindSql = `select id from archive.kinds where resource = $1 and action = $2 and family = $3
  and source = $4 and signature = $5 and door = $6`;
