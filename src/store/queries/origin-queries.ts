import { type Kysely, sql } from "kysely";
import { fieldTags } from "../../domain/index.ts";
import { jsonList, tagsOfError } from "../dialects/lists.ts";
import { joinInOrder } from "../dialects/plans.ts";
import type { Tables } from "../tables.ts";

/** By what an error was grouped, and where it came from: what an import needs to make the same issues. */
export interface ErrorOrigin {
  readonly groupingKey: string;
  readonly source: string | null;
  /** Every key that leads to its issue, in their order as texts; it is among them. */
  readonly issueKeys: readonly string[];
}

/** Keys of one issue that are told, at most. */
const keysMax = 1000;

/** What is read of the origins of errors. */
export class OriginQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The origins of errors, by their numbers. */
  async of(errorIds: readonly number[]): Promise<ReadonlyMap<number, ErrorOrigin>> {
    if (errorIds.length === 0) return new Map();
    const { rows } = await sql<{ id: number; key: string; source: string | null; keys: string }>`
      select e.id, k.key,
        (select g.value from ${tagsOfError} ${joinInOrder} tags g on g.id = abs(j.value)
          where g.key = ${fieldTags.source} limit 1) as source,
        (select ${jsonList(sql`key`)} from (select s.key from grouping_keys s
          where s.issue_id = k.issue_id order by s.key limit ${keysMax}) as own) as keys
      from error_rows e join grouping_keys k on k.id = e.grouping_key_id
      where e.id in (${sql.join([...errorIds])})`.execute(this.#db);
    return new Map(
      rows.map(({ id, key, source, keys }) => [
        id,
        { groupingKey: key, source, issueKeys: JSON.parse(keys) as string[] },
      ]),
    );
  }
}
