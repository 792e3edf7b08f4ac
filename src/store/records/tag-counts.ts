import type { Statements } from "./statements.ts";

/** What is not summed up yet stays so: nothing added to null is null. */
export function addToTag(statements: Statements, id: number, count: number): void {
  statements.run("update tags set count = count + ? where id = ?", count, id);
}

/** A step that took longer than this is followed by a smaller one. */
const stepMs = 20;
const tagsAtOnceMax = 2000;

/**
 * Sums up how often tags are there that were kept before this was counted with every batch. Those that are
 * widespread take long, and are few.
 */
export class TagCounts {
  readonly #statements: Statements;
  #tagsAtOnce = 1;
  #isDone = false;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** One small step, in a transaction of its caller. */
  step(): void {
    const after = this.#statements.number(cursorSql);
    const upTo = after === null ? null : this.#statements.number(nextSql, after, this.#tagsAtOnce);
    if (after === null || upTo === null) {
      this.#statements.run("delete from progress where name = 'tag counts'");
      this.#isDone = true;
      return;
    }
    const start = performance.now();
    this.#statements.run(sumUpSql, after, upTo);
    this.#statements.run("update progress set cursor = ? where name = 'tag counts'", upTo);
    this.#statements.flush();
    const isSlow = performance.now() - start > stepMs;
    this.#tagsAtOnce = isSlow
      ? Math.max(1, Math.floor(this.#tagsAtOnce / 2))
      : Math.min(tagsAtOnceMax, this.#tagsAtOnce * 2);
  }
}

const cursorSql = "select cursor as n from progress where name = 'tag counts'";
const nextSql =
  "select max(id) as n from (select id from tags where id > ? order by id limit ?) as next";
const sumUpSql = `update tags set count =
    coalesce((select sum(t.count) from key_tags t where t.tag_id = tags.id), 0)
  where id > ? and id <= ? and count is null`;
