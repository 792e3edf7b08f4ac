import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Digest } from "../../src/digest/digest.ts";
import { type RetainedRun, Retainer } from "../../src/digest/retainer.ts";
import { scrubBy } from "../../src/domain/index.ts";
import { type Command, Retention, type RetentionRules } from "../../src/manage/index.ts";
import {
  ArchiveArrivals,
  ArchiveReader,
  type Location,
  prepareStore,
  Records,
} from "../../src/store/index.ts";
import { aDelivery } from "./archive.ts";
import { temporaryFolder } from "./collector.ts";
import { locationIn, openTestArchive, rowsAt } from "./keeping.ts";
import { isOnPostgres } from "./postgres.ts";

export const day = 86_400_000;
export const noRules: RetentionRules = {
  days: 0,
  bytes: 0,
  errorsPerProject: 0,
  errorsPerIssue: 0,
};

/** Whom the commands of these tests come from. */
const ada = { type: "person", name: "Ada" } as const;

/** A digest with its retention over real files, one step after the other, with a clock of its own. */
export class Rig {
  readonly folder: string;
  rules: RetentionRules;
  now = Date.UTC(2026, 0, 1);
  location: Location | null = null;
  readonly runs: RetainedRun[] = [];
  #open: Awaited<ReturnType<Rig["open"]>> | null = null;

  constructor(folder: string, rules: Partial<RetentionRules>) {
    this.folder = folder;
    this.rules = { ...noRules, ...rules };
  }

  get parts() {
    assert.ok(this.#open !== null, "the rig is closed");
    return this.#open;
  }

  /** Opens the files, as after a crash. */
  async open() {
    mkdirSync(join(this.folder, "data"), { recursive: true });
    const location = await locationIn(join(this.folder, "data"));
    this.location = location;
    await prepareStore(location, () => this.now);
    const archive = await openTestArchive(location, {
      now: () => this.now,
      queueBytesMax: 100_000_000,
      onDurable: () => {},
    });
    // So few that most merges take several steps.
    const records = new Records({ location, now: () => this.now, rowsMoved: 2 });
    archive.continueAfter(records.cursor());
    const reader = new ArchiveReader(location);
    const arrivals = new ArchiveArrivals(location);
    const digest = new Digest({
      scrub: scrubBy({ enabled: true, keys: [], anonymiseAddresses: false }),
      records,
      archive: reader,
      filter: { enabled: false, projects: [], organization: null },
      onFailed: () => {},
    });
    const { retained } = records;
    const common = {
      retained,
      now: () => this.now,
      transact: <T>(work: Parameters<typeof digest.change<T>>[0]) => digest.change(work),
    };
    const retention = new Retention({
      ...common,
      arrivals,
      rules: this.rules,
      cursor: () => records.cursor(),
    });
    const asked: (readonly number[])[] = [];
    const retainer = new Retainer({
      ...common,
      retention,
      deleteDeliveries: (ids) => asked.push(ids),
      onRun: (run) => this.runs.push(run),
    });
    const opened = { archive, records, reader, arrivals, digest, retention, retainer, asked };
    this.#open = opened;
    return opened;
  }

  /** Closes the files; with `rules`, to be opened with others. */
  async close(): Promise<void> {
    const { archive, records, reader, arrivals } = this.parts;
    this.#open = null;
    await archive.close();
    reader.close();
    arrivals.close();
    records.close();
  }

  /** Delivers plain errors now and digests them. Returns the ids of the deliveries. */
  async deliver(...errors: readonly Record<string, unknown>[]): Promise<number[]> {
    const ids = await Promise.all(
      errors.map((error) =>
        this.parts.archive.append(
          aDelivery({
            receivedAt: this.now,
            contentKey: error["event_id"] === undefined ? null : `error:${error["event_id"]}`,
            body: Buffer.from(JSON.stringify({ project: "web", ...error })),
          }),
        ),
      ),
    );
    const { digest } = this.parts;
    const all = { countMax: 1000, bytesMax: 100_000_000, idMax: Number.MAX_SAFE_INTEGER };
    while (digest.batch(all) > 0);
    return ids;
  }

  command(command: Command) {
    return this.parts.digest.perform({ command, actor: ada, now: this.now });
  }

  /** One step, and what it asks of the archive. Returns true when nothing more is to be done now. */
  async step({ deletes = true } = {}): Promise<boolean> {
    const { archive, asked, retainer } = this.parts;
    const restMs = retainer.step();
    if (deletes) {
      for (const ids of asked.splice(0)) retainer.answered(await archive.deleteDeliveries(ids));
    }
    return restMs > 1000;
  }

  /** A whole run, a minute after the last one. */
  async retain(): Promise<RetainedRun | undefined> {
    this.now += 60_000;
    const before = this.runs.length;
    for (let steps = 0; !(await this.step()); steps++) {
      this.now += 200;
      assert.ok(steps < 10_000, "retention does not end");
    }
    return this.runs[before];
  }

  rows(sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return rowsAt(this.location as Location, sql, values);
  }

  value(sql: string, ...values: (string | number)[]): unknown {
    return Object.values(this.rows(sql, ...values)[0] ?? {})[0];
  }

  /** The event ids that are there, as numbers. */
  events(): number[] {
    return this.rows("select event_id from error_rows order by event_id").map((row) =>
      Number.parseInt(String(row["event_id"]), 16),
    );
  }

  /** What always holds. Each query finds what breaks it. */
  check(): void {
    const own = isOnPostgres() ? breachesOfServer : breachesOfFiles;
    for (const [rule, sql] of Object.entries({ ...breaches, ...own })) {
      assert.deepEqual(this.rows(sql), [], rule);
    }
  }
}

export async function aRig(t: TestContext, rules: Partial<RetentionRules> = {}): Promise<Rig> {
  const rig = new Rig(temporaryFolder(t), rules);
  await rig.open();
  t.after(() => rig.close());
  return rig;
}

const living = "merged_into is null and deleted_at is null";
const breaches = {
  "a key counts its rows and those that were removed": `
    select id, count, removed from grouping_keys k
    where count <> removed + (select count(*) from error_rows e where e.grouping_key_id = k.id)`,
  "an issue counts its rows and those that were removed": `
    select id, count, removed from issues i where ${living}
      and count <> removed + (select count(*) from error_rows e
        join grouping_keys k on k.id = e.grouping_key_id where k.issue_id = i.id)`,
  "a row says to which issue it belongs, or is about to": `
    select e.id, e.issue_id, k.issue_id as home from error_rows e
      join grouping_keys k on k.id = e.grouping_key_id
      where e.issue_id <> k.issue_id and not exists (select 1 from moving_errors m
        where m.issue_id = e.issue_id and m.grouping_key_id = k.id
          and (e.timestamp, e.id) > (m.after_timestamp, m.after_id))`,
  "the counts of an issue are the sums of its keys": `
    select id, count, removed from issues i where ${living} and (count, removed) <>
      (select coalesce(sum(k.count), 0), coalesce(sum(k.removed), 0)
       from grouping_keys k where k.issue_id = i.id)`,
  "hours are counted as often as errors": `
    select id, count from grouping_keys k
    where issue_id in (select id from issues where deleted_at is null) and count <>
      (select coalesce(sum(h.count), 0) from key_hours h where h.grouping_key_id = k.id)`,
  "a tag is there as often as keys have it, once that was summed up": `
    select id, count from tags g where count is not null and count <>
      (select coalesce(sum(t.count), 0) from key_tags t where t.tag_id = g.id)`,
  "a trace is referred to by as many rows as it says, and by one at least": `
    select id, refs from traces t where refs < 1 or refs <>
      (select count(*) from error_rows e where e.grouping_key_id = t.grouping_key_id
        and e.trace_id = t.id)`,
  "words are shared by as many rows as they say, and have no row of their own when one says them": `
    select e.words_id, count(*) as rows, max(w.refs) as refs from error_rows e
      left join shared_words w on w.id = e.words_id
      group by e.words_id having count(*) <> coalesce(max(w.refs), 1) or max(w.refs) = 1
    union all select id, 0, refs from shared_words where id not in (select words_id from error_rows)`,
  "no row lacks its trace": `
    select id from error_rows where trace_id not in (select id from traces)`,
  "no error is without its delivery": `
    select id from error_rows where delivery_id is not null
      and delivery_id not in (select id from archive.deliveries)`,
  "no delivery is forgotten": `
    select id from archive.deliveries where id not in (select delivery_id from outcomes)
      and id <= (select cursor from progress where name = 'digest')`,
  "nothing is known of a delivery that is gone, unless it is doomed": `
    select delivery_id from outcomes
      where delivery_id not in (select id from archive.deliveries)
        and delivery_id not in (select delivery_id from doomed_deliveries)`,
  "no doomed delivery has an error": `
    select delivery_id from doomed_deliveries
      where delivery_id in (select delivery_id from error_rows)`,
  "every sighting is one of an error and a delivery that are there": `
    select error_id from sightings where error_id not in (select id from error_rows)
      or delivery_id not in (select id from archive.deliveries)`,
} satisfies Record<string, string>;

const foundBySearching = (table: string, id: string) => `
  select id from error_rows where trace_id not in (select ${id} from ${table})
    or words_id not in (select ${id} from ${table})
  union all select ${id} from ${table} where ${id} not in
    (select trace_id from error_rows union select words_id from error_rows)`;
const searched = "every trace and all words are found by searching, and nothing else";
const breachesOfFiles: Record<string, string> = {
  [searched]: foundBySearching("search_text_docsize", "id"),
  "every reference holds": "select * from pragma_foreign_key_check",
};
const breachesOfServer: Record<string, string> = {
  [searched]: foundBySearching("search_text", "rowid"),
  "every error has its issue and its key": `
    select id from error_rows where issue_id not in (select id from issues)
      or grouping_key_id not in (select id from grouping_keys)`,
  "every key has its issues": `
    select id from grouping_keys where issue_id not in (select id from issues)
      or origin_issue_id not in (select id from issues)`,
  "every line of an import has its error": `
    select error_id from imported_payloads where error_id not in (select id from error_rows)`,
};
