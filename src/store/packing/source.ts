import type { DatabaseSync, StatementSync } from "node:sqlite";
import { inReadTransaction } from "../connection.ts";
import { isCorrupt, openSqlite, type SqliteConnection } from "../dialects/sqlite.ts";
import type { NewBlock, Progress, Renewal, Unsettled } from "./block-writer.ts";
import { holds, type Member, openBlock, packBlock } from "./codec.ts";
import { type Plan, planBlocks, type Waiting } from "./plan.ts";

/** What is packed next. */
export interface Window {
  readonly blocks: Plan["blocks"];
  /** How far packing is once these blocks are written. */
  readonly progress: Progress;
  /** False when nothing is behind this window. */
  readonly more: boolean;
}

/** What is to be done with an unsettled block. */
export type Review =
  | { readonly what: "settle"; readonly state: Unsettled }
  | { readonly what: "renew"; readonly renewal: Renewal }
  | { readonly what: "dissolve"; readonly state: Unsettled; readonly members: readonly Member[] }
  /** It cannot be read, and something refers to it. */
  | { readonly what: "damaged" }
  | { readonly what: "nothing" };

/** Enough for a full block of each lane. Only ids and sizes are read of so many. */
const windowDeliveriesMax = 8192;
/** Fewer are not worth a block of their own: most of it would be what they have in common. */
const blockDeliveriesMin = 16;
/** Deliveries that wait to be packed anew, at most: their ids are written each time. */
const leftMax = 4096;
/** A larger body stays as it is: to pack it would cost memory for little. */
const packedBytesMax = 8 * 1024 * 1024;

/**
 * Reads and compresses what is to be packed, beside the doors, over a connection that cannot write. Each
 * call reads in one short transaction.
 */
export class PackingSource {
  readonly #db: SqliteConnection;
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(path: string) {
    this.#db = openSqlite(path, { readOnly: true });
    this.#statements = prepareAll(this.#db);
  }

  /** The next deliveries up to `idMax` with those that were left; see `planBlocks`. */
  plan({ progress, idMax, all }: { progress: Progress; idMax: number; all: boolean }): Window {
    return inReadTransaction(this.#db, () => {
      const waiting: Waiting[] = [];
      for (const id of new Set(progress.left)) {
        // Of a block that a crash left unfinished, and that was dissolved: it is seen below.
        if (id > progress.cursor) continue;
        const row = this.#statements.one.get(id);
        if (row !== undefined) takeFresh(waiting, row);
      }
      let [seen, cursor] = [0, progress.cursor];
      for (const row of this.#statements.after.iterate(cursor, idMax, windowDeliveriesMax)) {
        seen += 1;
        cursor = Number(row["id"]);
        takeFresh(waiting, row);
      }
      const more = seen === windowDeliveriesMax;
      // Without more there may be gaps at the end, of deliveries that were deleted.
      if (!more) cursor = Math.max(cursor, idMax);
      const { blocks, left } = planBlocks(waiting, { all: all && !more });
      return { blocks, progress: { cursor, left }, more };
    });
  }

  /**
   * The deliveries of a block that are still there, compressed, and looked at: what comes out of it is
   * what went in. Null when none is there.
   */
  pack({ lane, ids }: Plan["blocks"][number]): NewBlock | null {
    const members = inReadTransaction(this.#db, () =>
      ids.map((id) => this.#member(id)).filter((member) => member !== null),
    );
    return members.length === 0 ? null : checkedBlock(lane, members);
  }

  /** Blocks that wait to be settled since before `until`, in the order of their ids. */
  unsettled(until: number): number[] {
    return this.#statements.unsettled.all(until).map((row) => Number(row["block_id"]));
  }

  /** Compares a block with what refers to it. `leftCount` deliveries wait to be packed already. */
  review({ blockId, leftCount }: { blockId: number; leftCount: number }): Review {
    const read = inReadTransaction(this.#db, () => {
      const mark = this.#statements.mark.get(blockId);
      if (mark === undefined) return null;
      const state = { blockId, changes: Number(mark["changes"]) };
      const members = this.#membersOf(blockId);
      if (members === null) return { state, ...this.#withoutMembers(blockId) };
      const kept = members.filter(({ id }) => this.#statements.refers.get(id, blockId));
      const row = this.#statements.range.get(blockId);
      const lane = Number(row?.["lane"]);
      return { state, members, kept, lane, refers: kept.length > 0 };
    });
    if (read === null) return { what: "nothing" };
    const { state, members, kept, lane, refers } = read;
    if (!refers) return { what: "renew", renewal: { ...state, block: null } };
    if (members === null) return { what: "damaged" };
    if (kept.length === members.length) return { what: "settle", state };
    if (kept.length < blockDeliveriesMin && leftCount < leftMax) {
      // Copies, since each would take all bytes of the block across.
      const copies = kept.map((member) => ({ ...member, body: new Uint8Array(member.body) }));
      return { what: "dissolve", state, members: copies };
    }
    return { what: "renew", renewal: { ...state, block: checkedBlock(lane, kept) } };
  }

  close(): void {
    this.#db.close();
  }

  #member(id: number): Member | null {
    try {
      const row = this.#statements.member.get(id);
      if (row === undefined) return null;
      return {
        id,
        contentKey: row["content_key"] as string | null,
        headers: String(row["headers"]),
        body: row["body"] as Uint8Array,
      };
    } catch (thrown) {
      // Its page makes no sense: it stays where it is and costs only itself.
      if (isCorrupt(thrown)) return null;
      throw thrown;
    }
  }

  /** Null when the block is damaged. */
  #membersOf(blockId: number): Member[] | null {
    try {
      const row = this.#statements.block.get(blockId);
      return openBlock({
        heads: row?.["heads"] as Uint8Array,
        bodies: row?.["bodies"] as Uint8Array,
      });
    } catch (thrown) {
      const isStorage = (thrown as { errcode?: unknown }).errcode !== undefined;
      if (isStorage && !isCorrupt(thrown)) throw thrown;
      return null;
    }
  }

  /** What refers to a damaged block is looked for among all that it may have held. */
  #withoutMembers(blockId: number) {
    const { first_id = 0, last_id = 0 } = this.#statements.range.get(blockId) ?? {};
    const refers = this.#statements.anyRefers.get(first_id, last_id, blockId) !== undefined;
    return { members: null, kept: [], lane: 0, refers };
  }
}

function takeFresh(waiting: Waiting[], row: Record<string, unknown>): void {
  const bytes = Number(row["body_bytes"]);
  if (row["block_id"] !== null || bytes > packedBytesMax) return;
  waiting.push({ id: Number(row["id"]), lane: Number(row["lane"]), bytes });
}

function checkedBlock(lane: number, members: readonly Member[]): NewBlock {
  const packed = packBlock(members);
  if (!holds(packed, members)) throw new Error("a block does not hold what was packed into it");
  return { lane, ids: members.map(({ id }) => id), ...packed };
}

function prepareAll(db: DatabaseSync): Readonly<{ [Name in keyof typeof texts]: StatementSync }> {
  const prepared = Object.entries(texts).map(([name, text]) => [name, db.prepare(text)]);
  return Object.fromEntries(prepared);
}

const texts = {
  one: "select id, lane, body_bytes, block_id from deliveries where id = ?",
  after: `
    select id, lane, body_bytes, block_id from deliveries
    where id > ? and id <= ? order by id limit ?`,
  member: `
    select content_key, headers, body from deliveries where id = ? and block_id is null`,
  unsettled: "select block_id from unsettled where since <= ? order by block_id",
  mark: "select changes from unsettled where block_id = ?",
  block: "select heads, bodies from blocks where id = ?",
  range: "select lane, first_id, last_id from blocks where id = ?",
  refers: "select 1 from deliveries where id = ? and block_id = ?",
  anyRefers: "select 1 from deliveries where id between ? and ? and block_id = ? limit 1",
} as const;
