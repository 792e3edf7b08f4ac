import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { parseSearch, type SearchNode } from "../../src/domain/index.ts";
import {
  type ErrorListAsk,
  type ErrorPagePlace,
  filesOf,
  type IssuePlace,
  openQueries,
  type Queries,
  type SearchLimits,
  usualReach,
} from "../../src/store/index.ts";
import { aRig, type Rig } from "../support/retention.ts";

// What a search finds is held against a plain look at every error.

interface Told {
  readonly words: readonly string[];
  readonly type: string;
  readonly level: string;
  readonly environment: string;
  readonly browser: string;
  readonly project: string;
}

interface Stored extends Told {
  readonly id: number;
  readonly issueId: number;
  readonly timestamp: number;
}

const errorCount = 1600;
const frequent = ["timed", "locked", "ошибка"];
const browsers = ["Firefox 131", "Firefox 132", "Chrome 129", "Safari 18"];

/** Some words are frequent, some are rare, some only of long ago, and one issue has a third of all errors. */
function told(n: number): Told {
  const kind = n % 3 === 0 ? 0 : n % 41;
  const words = frequent.filter((_word, at) => (n * 7 + at) % (3 + at) === 0);
  if (n % 157 === 0) words.push("rare");
  if (n < 40) words.push("ancient");
  return {
    words,
    type: `Trouble${kind}Error`,
    level: n % 5 === 0 ? "warning" : "error",
    environment: n % 4 === 0 ? "staging" : "production",
    browser: browsers[(n * 5 + kind) % browsers.length] ?? "",
    project: kind % 2 === 0 ? "web" : "shop",
  };
}

const all = Array.from({ length: errorCount }, (_, n) => told(n));

async function fill(rig: Rig): Promise<void> {
  for (let n = 0; n < errorCount; n += 200) {
    await rig.deliver(
      ...all.slice(n, n + 200).map((error, at) => ({
        event_id: (n + at + 1).toString(16).padStart(32, "0"),
        project: error.project,
        message: `${error.words.join(" ")} at step`,
        level: error.level,
        environment: error.environment,
        tags: { browser: error.browser },
        // Several at one moment, so that their numbers decide.
        timestamp: new Date(
          rig.now - (errorCount - Math.floor((n + at) / 3) * 3) * 1000,
        ).toISOString(),
        exception: { type: error.type, value: "said", stacktrace: `at f (${error.type}.ts:1)` },
      })),
    );
  }
}

/** Some issues become one, another one leaves it, and few of their errors have followed. */
async function beginMoves(rig: Rig): Promise<void> {
  const [big = 0, one = 0, other = 0, third = 0, fourth = 0] = rig
    .rows(`select i.id from issues i join projects p on p.id = i.project_id
      where p.slug = 'web' order by i.number limit 5`)
    .map(({ id }) => Number(id));
  rig.command({ do: "merge", issues: [big, one] });
  while (rig.rows("select * from moving_errors").length > 0) await rig.step();
  rig.command({ do: "merge", issues: [big, other] });
  rig.command({ do: "merge", issues: [third, fourth] });
  for (let steps = 0; steps < 3; steps += 1) await rig.step();
  const [key] = rig.rows("select key from grouping_keys where origin_issue_id = ?", one);
  rig.command({ do: "unmerge", issue: big, keys: [String(key?.["key"])] });
  await rig.step();
  assert.ok(rig.rows("select * from moving_errors").length > 2);
}

function storedIn(rig: Rig): Stored[] {
  return rig
    .rows(`select e.id, k.issue_id, e.timestamp, e.event_id
      from error_rows e join grouping_keys k on k.id = e.grouping_key_id`)
    .map(({ id, issue_id, timestamp, event_id }) => ({
      ...(all[Number.parseInt(String(event_id), 16) - 1] as Told),
      id: Number(id),
      issueId: Number(issue_id),
      timestamp: Number(timestamp),
    }))
    .toSorted((one, other) => other.timestamp - one.timestamp || other.id - one.id);
}

/** A query, and what it means of a set of errors: one error, or all of an issue. */
interface Asked {
  readonly text: string;
  readonly holds: (errors: readonly Told[]) => boolean;
}

const any = (text: string, holds: (error: Told) => boolean): Asked => ({
  text,
  holds: (errors) => errors.some(holds),
});
const word = (text: string) => any(text, ({ words }) => words.includes(text));
const leaf = fc.constantFrom<Asked>(
  ...[...frequent, "rare", "ancient", "nowhere"].map(word),
  any("ОШИБКА", ({ words }) => words.includes("ошибка")),
  any("message:Ошибка", ({ words }) => words.includes("ошибка")),
  any("anci*", ({ words }) => words.includes("ancient")),
  any('"timed locked"', ({ words }) => words.join(" ").includes("timed locked")),
  any("browser:firefox*", ({ browser }) => browser.startsWith("Firefox")),
  any('browser:["Safari 18", "Firefox 131"]', ({ browser }) => /Safari|131/.test(browser)),
  any("environment:staging", ({ environment }) => environment === "staging"),
  any("error.type:Trouble7Error", ({ type }) => type === "Trouble7Error"),
  any("project:shop", ({ project }) => project === "shop"),
  any("has:environment", () => true),
  any("is:unresolved", () => true),
  any("has:id", () => true),
);
const asked = fc.letrec<{ node: Asked }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie("node").map(({ text, holds }) => ({
      text: `!(${text})`,
      holds: (errors: readonly Told[]) => !holds(errors),
    })),
    fc.array(tie("node"), { minLength: 2, maxLength: 3 }).map((parts) => ({
      text: parts.map(({ text }) => `(${text})`).join(" "),
      holds: (errors: readonly Told[]) => parts.every(({ holds }) => holds(errors)),
    })),
    fc.array(tie("node"), { minLength: 2, maxLength: 3 }).map((parts) => ({
      text: parts.map(({ text }) => `(${text})`).join(" OR "),
      holds: (errors: readonly Told[]) => parts.some(({ holds }) => holds(errors)),
    })),
  ),
})).node;

function parsed(text: string, about: "issues" | "errors"): SearchNode {
  const result = parseSearch(text, { about, now: Date.UTC(2026, 0, 1), me: null });
  assert.ok(result.ok, text);
  return result.query;
}

async function errorsFound(queries: Queries, ask: ErrorListAsk, limit: number) {
  const ids: number[] = [];
  let before: ErrorPagePlace | null = null;
  let total: number | null = null;
  do {
    const counts = before === null;
    const page = await queries.searched.page(ask, { before, limit, counts });
    ids.push(...page.rows.map(({ id }) => id));
    if (page.total?.isExact === true) total = page.total.total;
    before = page.next;
  } while (before !== null);
  return { ids, total };
}

async function issuesFound(queries: Queries, query: SearchNode, limit: number) {
  const ids: number[] = [];
  let after: IssuePlace | null = null;
  do {
    const order = { sort: "first_seen", order: "desc" } as const;
    const counts = after === null;
    const page = await queries.issues.page({
      query,
      projects: null,
      after,
      limit,
      counts,
      ...order,
    });
    ids.push(...page.rows.map(({ id }) => id));
    after = page.next;
  } while (after !== null);
  return ids;
}

/** Each of these goes another way through the same errors. */
const ways: Readonly<Record<string, SearchLimits>> = {
  "as usual": { msMax: 10_000, ...usualReach },
  "hardly anything is gathered": {
    msMax: 0,
    near: { keys: 1, texts: 1 },
    far: { keys: 2, texts: 2 },
  },
  "all is gathered where the first rows were not enough": {
    msMax: 0,
    near: { keys: 1, texts: 1 },
    far: usualReach.far,
  },
};

const cases = Object.entries(ways).flatMap(([way, limits]) => [
  { name: way, limits, isMoving: false },
  { name: `${way}, while errors follow their issue`, limits, isMoving: true },
]);

for (const { name, limits, isMoving } of cases) {
  test(`a search finds what a look at every error finds: ${name}`, async (t) => {
    const rig = await aRig(t);
    await fill(rig);
    if (isMoving) await beginMoves(rig);
    const stored = storedIn(rig);
    const byIssue = Map.groupBy(stored, ({ issueId }) => issueId);
    const queries = await openQueries(
      filesOf(join(rig.folder, "data", "errors.db"), rig.folder),
      limits,
    );
    t.after(() => queries.close());
    const limit = fc.constantFrom(3, 50, 1000);
    const ofIssue = fc.option(fc.nat({ max: errorCount - 1 }));
    await fc.assert(
      fc.asyncProperty(asked, limit, ofIssue, async ({ text, holds }, pageRows, at) => {
        const query = parsed(text, "errors");
        const issueId = at === null ? null : (stored[at]?.issueId ?? null);
        const ask = { query, projects: null, issueId, since: null, until: null };
        const found = await errorsFound(queries, ask, pageRows);
        const expected = stored.filter(
          (error) => (issueId === null || error.issueId === issueId) && holds([error]),
        );
        assert.deepEqual(
          found.ids,
          expected.map(({ id }) => id),
        );
        if (found.total !== null) assert.equal(found.total, expected.length);
        const issues = await issuesFound(queries, parsed(text, "issues"), pageRows);
        const holding = [...byIssue].filter(([, errors]) => holds(errors)).map(([id]) => id);
        assert.deepEqual(issues.toSorted(), holding.toSorted());
      }),
      { numRuns: isMoving ? 30 : 60 },
    );
  });
}
