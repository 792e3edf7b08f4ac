import { identityOf } from "../../domain/index.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { StoredError } from "./entries.ts";
import type { Statements } from "./statements.ts";

/**
 * Takes rows of errors out of the database, with what tells of them. Everything here runs within a
 * transaction of its caller.
 */
export class Removals {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Removes an error's row and its sightings. Returns the deliveries that told of it. */
  remove(id: number): number[] {
    const row = this.#statements.get(
      "delete from error_rows where id = ? returning delivery_id",
      id,
    );
    this.#statements.run("delete from imported_payloads where error_id = ?", id);
    const sightings = this.#statements.all(
      "delete from sightings where error_id = ? returning delivery_id",
      id,
    );
    const others = this.#statements.all(
      "select delivery_id from outcomes where error_id = ? and error_id is not null and reason is not null",
      id,
    );
    return [row, ...sightings, ...others]
      .map((each) => each?.["delivery_id"] ?? null)
      .filter((deliveryId) => deliveryId !== null)
      .map(Number);
  }

  /** Lets the identity of an error go at a moment: to be called while its sightings are there. */
  forgetIdentity({ id, projectId, eventId, deliveryId }: StoredError, forgetAt: number): void {
    const names = eventId === null ? this.#namesOf(id, deliveryId) : [eventId];
    for (const name of names) {
      this.#statements.run(
        `insert into removed_identities
         select ?, project_id, event_id from error_identities
         where project_id = ? and event_id = ? and error_id = ?
         on conflict do nothing`,
        forgetAt,
        projectId,
        name,
        id,
      );
    }
  }

  /**
   * Dooms a delivery if no error refers to it any more. One that waits for its digest is left alone.
   * Returns true when it was not doomed before.
   */
  doom(deliveryId: number): boolean {
    const sql = doomSql(this.#statements.dialect);
    return this.#statements.get(sql, deliveryId) !== undefined;
  }

  /** Under what an error is known that came without an event id. */
  #namesOf(id: number, deliveryId: number | null): string[] {
    const keys = this.#statements
      .all("select content_key from sightings where error_id = ?", id)
      .map((row) => String(row["content_key"]));
    if (deliveryId !== null) keys.push(String(deliveryId));
    return keys.map((key) => identityOf(null, key));
  }
}

const doomSql = (dialect: Dialect): string => `insert into doomed_deliveries
  select o.delivery_id from outcomes o where o.delivery_id = ?
    and not exists (select 1 from error_rows e where e.id = o.error_id)
    and not exists (select 1 from ${dialect.itemsOf("o.items")}
      join error_rows e on e.id = ${dialect.errorOfItem})
  on conflict do nothing returning delivery_id`;
