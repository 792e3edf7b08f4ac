import type { Kysely } from "kysely";
import type { Tables } from "../tables.ts";

/** What is read of saved views. */
export class ViewQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** All of them in their order; there are few. */
  list() {
    return this.#db.selectFrom("views").selectAll().orderBy("position").execute();
  }
}
