import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Place } from "./blocks.ts";
import type { Member, PackedBlock } from "./codec.ts";

/** How far packing is: every delivery up to the cursor was looked at; those left wait for more. */
export interface Progress {
  readonly cursor: number;
  readonly left: readonly number[];
}

export interface NewBlock extends PackedBlock {
  readonly lane: number;
  /** Of its deliveries, ascending. */
  readonly ids: readonly number[];
}

/** A block that may not hold exactly what refers to it, at the state in which somebody looked at it. */
export interface Unsettled {
  readonly blockId: number;
  /** How often deliveries were deleted from it. */
  readonly changes: number;
}

/** A block as it must be, or null where nothing refers to it any more. */
export interface Renewal extends Unsettled {
  readonly block: NewBlock | null;
}

/** What a call to `remove` took on, of the ids that it was given, from the first. */
export interface Removed {
  readonly taken: number;
  readonly deliveries: number;
  readonly bytes: number;
}

/** What a call to `point` did, of the places that it was given, from the first. */
export interface Pointed {
  readonly taken: number;
  /** Blocks that hold a delivery that is not there (any more). */
  readonly missing: readonly number[];
}

/** Bytes of fresh bodies that one transaction removes, at most; one delivery always fits. */
const removedBytesMax = 4 * 1024 * 1024;

/**
 * What is written to the archive in the background, each call in a transaction that the caller makes.
 * Packing goes: a block is added, then the deliveries point to it and give up their own bytes, then it is
 * settled. Whatever happens in between, a delivery is read from its row or from the block that the row
 * names, and `unsettled` says what to look at again.
 */
export class BlockWriter {
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = prepareAll(db);
  }

  progress(): Progress {
    const row = this.#statements.progress.get();
    return {
      cursor: Number(row?.["cursor"]),
      left: JSON.parse(String(row?.["left_ids"])) as number[],
    };
  }

  /** True when a block waits to be settled since before `until`. */
  hasUnsettled(until: number): boolean {
    return this.#statements.hasUnsettled.get(until) !== undefined;
  }

  /** Writes a block that nothing refers to yet. Returns its id. */
  add({ lane, ids, heads, bodies }: NewBlock, now: number): number {
    const range = [ids[0] ?? 0, ids.at(-1) ?? 0] as const;
    const { lastInsertRowid } = this.#statements.add.run(lane, ...range, heads, bodies);
    this.#statements.mark.run(lastInsertRowid, 0, now);
    return Number(lastInsertRowid);
  }

  /**
   * Lets fresh deliveries point to blocks that hold them, and give up their own bytes: as many from the
   * first as are little work.
   *
   * Rows are deleted and inserted, since SQLite never joins the pages of rows that an update made
   * smaller: nothing would be saved.
   */
  point(places: readonly Place[]): Pointed {
    const rows: (Record<string, unknown> | undefined)[] = [];
    let freedBytes = 0;
    for (const { id } of places) {
      if (freedBytes >= removedBytesMax) break;
      const row = this.#statements.take.get(id);
      freedBytes += Number(row?.["body_bytes"] ?? 0);
      rows.push(row);
    }
    const missing = new Set<number>();
    rows.forEach((row, index) => {
      const { id, blockId } = places[index] as Place;
      if (row === undefined) missing.add(blockId);
      else this.#statements.put.run(id, ...(Object.values(row) as number[]), blockId);
    });
    return { taken: rows.length, missing: [...missing] };
  }

  /** Ends a window: its blocks hold what refers to them, and packing goes on after it. */
  finish({ blockIds, progress }: { blockIds: readonly number[]; progress: Progress }): void {
    for (const id of blockIds) this.#statements.settle.run(id, 0);
    this.#statements.setProgress.run(progress.cursor, JSON.stringify(progress.left));
  }

  /**
   * Puts a block in place of an unsettled one, under the same id. Returns false, with nothing changed,
   * when something was deleted from it meanwhile.
   */
  renew({ blockId, changes, block }: Renewal): boolean {
    if (!this.settle({ blockId, changes })) return false;
    if (block === null) this.#statements.drop.run(blockId);
    else {
      const { ids, heads, bodies } = block;
      this.#statements.renew.run(ids[0] ?? 0, ids.at(-1) ?? 0, heads, bodies, blockId);
    }
    return true;
  }

  /**
   * Dissolves a block of which too little is left: its deliveries are fresh again and wait to be packed
   * with others. Returns false, with nothing changed, when something was deleted from it meanwhile.
   */
  dissolve(state: Unsettled, members: readonly Member[]): boolean {
    if (!this.settle(state)) return false;
    for (const { id, contentKey, headers, body } of members) {
      const row = this.#statements.takePacked.get(id, state.blockId);
      if (row === undefined) continue;
      const columns = Object.values(row) as number[];
      this.#statements.putFresh.run(id, ...columns, contentKey, headers, body);
    }
    this.#statements.drop.run(state.blockId);
    const { cursor, left } = this.progress();
    const more = [...left, ...members.map(({ id }) => id)].toSorted((a, b) => a - b);
    this.#statements.setProgress.run(cursor, JSON.stringify(more));
    return true;
  }

  /** Says that a block holds what refers to it; false when something was deleted meanwhile. */
  settle({ blockId, changes }: Unsettled): boolean {
    return this.#statements.settle.run(blockId, changes).changes === 1;
  }

  /** Looks at an unsettled block again at `at`: it is damaged, and something refers to it still. */
  postpone(blockId: number, at: number): void {
    this.#statements.postpone.run(at, blockId);
  }

  /**
   * Deletes deliveries, as many from the first as are little work. A packed one is gone for every reader
   * at once; its bytes go when its block is settled.
   */
  remove(ids: readonly number[], now: number): Removed {
    let [taken, deliveries, bytes, freshBytes] = [0, 0, 0, 0];
    for (const id of ids) {
      if (freshBytes >= removedBytesMax) break;
      taken += 1;
      const row = this.#statements.remove.get(id);
      this.#statements.removeRepetitions.run(id);
      if (row === undefined) continue;
      deliveries += 1;
      bytes += Number(row["body_bytes"]);
      if (row["block_id"] === null) freshBytes += Number(row["body_bytes"]);
      else this.#statements.mark.run(Number(row["block_id"]), 1, now);
    }
    return { taken, deliveries, bytes };
  }

  /** Pages of the file that hold nothing. */
  freePages(): number {
    return Number(this.#statements.freePages.get()?.["freelist_count"]);
  }

  /** Gives pages that hold nothing back to the file system; the file is cut at its next checkpoint. */
  giveBack(pages: number): void {
    this.#db.exec(`pragma incremental_vacuum(${pages})`);
  }
}

function prepareAll(db: DatabaseSync): Readonly<{ [Name in keyof typeof texts]: StatementSync }> {
  const prepared = Object.entries(texts).map(([name, text]) => [name, db.prepare(text)]);
  return Object.fromEntries(prepared);
}

const texts = {
  progress: "select cursor, left_ids from packing",
  setProgress: "update packing set cursor = ?, left_ids = ?",
  hasUnsettled: "select 1 from unsettled where since <= ? limit 1",
  add: "insert into blocks (lane, first_id, last_id, heads, bodies) values (?, ?, ?, ?, ?)",
  mark: `
    insert into unsettled (block_id, changes, since) values (?, ?, ?)
    on conflict (block_id) do update set changes = changes + 1`,
  settle: "delete from unsettled where block_id = ? and changes = ?",
  postpone: "update unsettled set since = ? where block_id = ?",
  renew: "update blocks set first_id = ?, last_id = ?, heads = ?, bodies = ? where id = ?",
  drop: "delete from blocks where id = ?",
  take: `
    delete from deliveries where id = ? and block_id is null
    returning received_at, lane, kind_id, body_bytes`,
  takePacked: `
    delete from deliveries where id = ? and block_id = ?
    returning received_at, lane, kind_id, body_bytes`,
  putFresh: "insert into deliveries values (?, ?, ?, ?, ?, null, ?, ?, ?)",
  put: `
    insert into deliveries (id, received_at, lane, kind_id, body_bytes, block_id)
    values (?, ?, ?, ?, ?, ?)`,
  remove: "delete from deliveries where id = ? returning block_id, body_bytes",
  removeRepetitions: "delete from repetitions where delivery_id = ?",
  freePages: "pragma freelist_count",
} as const;
