import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Errors of the issue `to` of which some may lie at the issue `from` still: see `records/moves.ts`. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

/** What is under way: nearly always nothing. */
export async function movesOf(db: Kysely<Tables>): Promise<readonly Move[]> {
  const { rows } = await sql<Move>`select distinct m.issue_id as "from", k.issue_id as "to"
    from moving_errors m join grouping_keys k on k.id = m.grouping_key_id
    where k.issue_id <> m.issue_id`.execute(db);
  return rows;
}

/** Where the errors of issues lie. */
export function placesOf(issueIds: readonly number[], moves: readonly Move[]): readonly number[] {
  if (moves.length === 0) return issueIds;
  const wanted = new Set(issueIds);
  const from = moves.filter((move) => wanted.has(move.to)).map((move) => move.from);
  return [...new Set([...issueIds, ...from])];
}
