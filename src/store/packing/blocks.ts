import { Failure } from "../../domain/index.ts";
import type { Connection, Statement } from "../connection.ts";
import { isCorrupt } from "../dialects/sqlite.ts";
import { ByteCache } from "./byte-cache.ts";
import { cutBody, type Head, openBodies, openHeads } from "./codec.ts";

/** Where a packed delivery lies. */
export interface Place {
  readonly id: number;
  readonly blockId: number;
}

interface Opened {
  readonly heads: ReadonlyMap<number, Head>;
  /** Null until a body is asked for. */
  readonly bodies: Uint8Array | null;
}

/** What a head takes in memory beside its text, about. */
const headBytes = 200;

/**
 * Reads packed deliveries. Blocks that were opened last are remembered: deliveries never enter a block
 * later and their bytes never change, so a remembered block stays right for whatever still refers to it.
 * Only heads and bodies must be of one moment.
 * A row and its block must be read in one transaction.
 */
export class Blocks {
  readonly #heads: Statement;
  readonly #bodies: Statement;
  readonly #cache: ByteCache<Opened>;

  /** `schema` is the name under which the archive is attached to the connection. */
  constructor(
    db: Connection,
    { schema, cacheBytesMax }: { schema: "main" | "archive"; cacheBytesMax: number },
  ) {
    this.#heads = db.prepare(`select heads from ${schema}.blocks where id = ?`);
    this.#bodies = db.prepare(`select bodies from ${schema}.blocks where id = ?`);
    this.#cache = new ByteCache(cacheBytesMax);
  }

  /** What stands beside the body. Throws an `internal` failure that names the block when it is damaged. */
  head(place: Place): Head {
    return this.#reading(place, () => this.#headIn(this.#open(place), place));
  }

  /** The body as it came. Throws an `internal` failure that names the block when it is damaged. */
  body(place: Place): Uint8Array {
    return this.#reading(place, () => {
      const { heads, bodies } = this.#openWhole(place);
      return cutBody(bodies, this.#headIn({ heads }, place));
    });
  }

  /** Lets go of the memory. */
  forget(): void {
    this.#cache.clear();
  }

  #open({ blockId }: Place): Opened {
    const known = this.#cache.get(blockId);
    if (known !== null) return known;
    const opened = { heads: openHeads(blob(this.#heads, blockId)), bodies: null };
    this.#remember(blockId, opened);
    return opened;
  }

  /** The heads anew, since the block may have been rewritten after they were remembered. */
  #openWhole({ blockId }: Place): Opened & { readonly bodies: Uint8Array } {
    const known = this.#cache.get(blockId);
    if (known !== null && known.bodies !== null) return { ...known, bodies: known.bodies };
    const heads = openHeads(blob(this.#heads, blockId));
    const opened = { heads, bodies: openBodies(blob(this.#bodies, blockId), heads) };
    this.#remember(blockId, opened);
    return opened;
  }

  /** A block of one is not worth it: it would only push the others out. */
  #remember(blockId: number, opened: Opened): void {
    if (opened.heads.size === 1) return;
    let bytes = opened.bodies?.byteLength ?? 0;
    for (const { headers } of opened.heads.values()) bytes += headers.length + headBytes;
    this.#cache.set(blockId, opened, bytes);
  }

  #headIn({ heads }: Pick<Opened, "heads">, { id }: Place): Head {
    const head = heads.get(id);
    if (head === undefined) throw new Error("the delivery is not in its block");
    return head;
  }

  #reading<T>({ id, blockId }: Place, read: () => T): T {
    try {
      return read();
    } catch (thrown) {
      // A disk that cannot be read is everybody's trouble; a page that makes no sense is this block's.
      const isStorage = (thrown as { errcode?: unknown }).errcode !== undefined;
      if (isStorage && !isCorrupt(thrown)) throw thrown;
      throw new Failure(
        "internal",
        `Delivery ${id} cannot be read: its block ${blockId} in archive.db is damaged. Restore a backup.`,
        { cause: thrown },
      );
    }
  }
}

function blob(statement: Statement, blockId: number): Uint8Array {
  const row = statement.get(blockId);
  if (row === undefined) throw new Error("the block is missing");
  return Object.values(row)[0] as Uint8Array;
}
