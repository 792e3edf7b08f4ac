import type { Dialect } from "../dialects/dialect.ts";
import type { Ledger } from "./ledger.ts";
import type { Statements } from "./statements.ts";
import { addToTag } from "./tag-counts.ts";
import type { KeyTag, Tally } from "./tally.ts";

/** Writes the counters of a batch. Everything here runs within a transaction of its caller. */
export class TallyWriter {
  readonly #statements: Statements;
  readonly #upsertKeyTag: string;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#upsertKeyTag = upsertKeyTag(statements.dialect);
  }

  write(ledger: Ledger): void {
    this.#writeHours(ledger.tally);
    this.#writeReleases(ledger.tally);
  }

  /**
   * Counts tags, of each key and altogether, before errors refer to them. Returns the users that a key has
   * got (+1) or lost (-1), since those are what the issue counts too.
   */
  writeTags(tally: Tally): { keyId: number; tagId: number; change: 1 | -1 }[] {
    const users: { keyId: number; tagId: number; change: 1 | -1 }[] = [];
    const totals = new Map<number, number>();
    const counts = this.#countsOf(tally);
    for (const entry of tally.keyTags.values()) {
      const { keyId, tagId } = entry;
      const known = counts.get(entry) ?? null;
      const change = this.#writeKeyTag(entry, known);
      if (entry.isUser && change !== 0) users.push({ keyId, tagId, change });
      // No key has a tag less than not at all.
      const counted = Math.max(entry.count, -(known ?? 0));
      totals.set(tagId, (totals.get(tagId) ?? 0) + counted);
    }
    this.#writeTotals(tally, totals);
    return users;
  }

  #writeTotals({ newTags }: Tally, totals: Map<number, number>): void {
    for (const { id, key, value } of newTags) {
      this.#statements.run(
        "insert into tags values (?, ?, ?, ?)",
        id,
        key,
        value,
        totals.get(id) ?? 0,
      );
      totals.delete(id);
    }
    for (const [id, count] of totals) if (count !== 0) addToTag(this.#statements, id, count);
  }

  /** Returns 1 when the key has the tag now for the first time, -1 when it has it no more, else 0. */
  #writeKeyTag(
    { keyId, tagId, count, firstSeen, lastSeen }: KeyTag,
    known: number | null,
  ): 1 | -1 | 0 {
    if (count === 0) return 0;
    if (known !== null && known + count <= 0) {
      this.#statements.run(
        "delete from key_tags where grouping_key_id = ? and tag_id = ?",
        keyId,
        tagId,
      );
      return known > 0 ? -1 : 0;
    }
    this.#statements.run(this.#upsertKeyTag, keyId, tagId, count, firstSeen, lastSeen);
    return known === 0 ? 1 : 0;
  }

  /** How often keys had tags before this batch, for those of which it matters. */
  #countsOf(tally: Tally): Map<KeyTag, number> {
    const asked = [...tally.keyTags.values()].filter(
      ({ count, isUser }) => count < 0 || (count > 0 && isUser),
    );
    const stored = asked.filter(({ tagId }) => !tally.isNew(tagId));
    const counts = this.#statements.numbers(
      "select count as n from key_tags where grouping_key_id = ? and tag_id = ?",
      stored.map(({ keyId, tagId }) => [keyId, tagId]),
    );
    const known = new Map(asked.map((entry) => [entry, 0]));
    stored.forEach((entry, at) => {
      known.set(entry, counts[at] ?? 0);
    });
    return known;
  }

  #writeHours({ keyHours, projectHours }: Tally): void {
    for (const { keyId, hour, count } of keyHours.values()) {
      if (count !== 0) this.#statements.run(upsertKeyHour, keyId, hour, count);
      if (count < 0) this.#statements.run(deleteEmptyKeyHour, keyId, hour);
    }
    for (const { projectId, dimension, hour, value, count } of projectHours.values()) {
      if (count === 0) continue;
      this.#statements.run(upsertProjectHour, projectId, dimension, hour, value, count);
    }
  }

  #writeReleases({ changedReleases }: Tally): void {
    for (const { projectId, version, firstSeen, lastSeen } of changedReleases) {
      this.#statements.run(upsertRelease, projectId, version, firstSeen, lastSeen);
    }
  }
}

const upsertKeyTag = ({ least, greatest }: Dialect): string => `
  insert into key_tags values (?, ?, ?, ?, ?)
  on conflict (grouping_key_id, tag_id) do update set count = key_tags.count + excluded.count,
    first_seen = ${least("key_tags.first_seen", "excluded.first_seen")},
    last_seen = ${greatest("key_tags.last_seen", "excluded.last_seen")}`;
const upsertRelease = `insert into releases values (?, ?, ?, ?)
  on conflict (project_id, version) do update set
    first_seen = excluded.first_seen, last_seen = excluded.last_seen`;
const upsertKeyHour = `insert into key_hours values (?, ?, ?)
  on conflict (grouping_key_id, hour) do update set count = key_hours.count + excluded.count`;
const deleteEmptyKeyHour =
  "delete from key_hours where grouping_key_id = ? and hour = ? and count <= 0";
const upsertProjectHour = `insert into project_hours values (?, ?, ?, ?, ?)
  on conflict (project_id, dimension, hour, value) do update set
    count = project_hours.count + excluded.count`;
