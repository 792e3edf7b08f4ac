import assert from "node:assert/strict";
import { test } from "node:test";
import { aClient, aPlainError } from "../support/api-client.ts";
import type { TestCollector } from "../support/collector.ts";

interface Suggestion {
  readonly kind: string;
  readonly label: string;
  readonly text: string;
  readonly count: number | null;
}

interface Completion {
  readonly what: string;
  readonly field: string | null;
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

/** The caret is the bar. */
async function complete(
  client: TestCollector,
  marked: string,
  about = "issues",
): Promise<Completion> {
  const query = encodeURIComponent(marked.replace("|", ""));
  const path = `/api/v1/search/complete?about=${about}&query=${query}&position=${marked.indexOf("|")}`;
  const { status, body } = await client.read(path);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** The query after the suggestion that is called so was put in. */
function chosen(marked: string, completion: Completion, label: string): string {
  const query = marked.replace("|", "");
  const found = completion.suggestions.find((each) => each.label === label);
  assert.ok(found, `${label} is not among ${JSON.stringify(completion.suggestions)}`);
  return query.slice(0, completion.from) + found.text + query.slice(completion.to);
}

test("a search box is told what may be put in, ready to be put in", async (t) => {
  const client = await aClient(t);
  const told = [
    { release: "2.1.0", tags: { browser: "Firefox 128" } },
    { release: "2.1.0", tags: { browser: 'a "quoted" one', "two words": "x" } },
    { release: "2.0.9", tags: { browser: "Firefox 128" } },
  ];
  for (const [at, one] of told.entries()) await client.deliver(aPlainError(at + 1, one));
  // Completion does not wait for the digest; this read does.
  assert.equal((await client.read("/api/v1/errors")).body.total, 3);

  await t.test("names: fields before tags, with their colon", async () => {
    const completion = await complete(client, "is:unresolved br|");
    assert.deepEqual([completion.what, completion.prefix, completion.from], ["field", "br", 14]);
    const [first] = completion.suggestions;
    assert.deepEqual([first?.kind, first?.text], ["tag", "browser:"]);
    assert.equal(chosen("lev|", await complete(client, "lev|"), "level"), "level:");
    assert.equal(
      chosen("le|vel:error", await complete(client, "le|vel:error"), "level"),
      "level:error",
    );
    assert.equal(chosen("two|", await complete(client, "two|"), "two words"), 'tags["two words"]:');
  });

  await t.test("values with how often they occur, in quotes where they need them", async () => {
    const releases = await complete(client, "release:2.|");
    assert.deepEqual([releases.what, releases.field], ["value", "release"]);
    assert.deepEqual(
      releases.suggestions.map(({ label, count }) => [label, count]),
      [
        ["2.1.0", 2],
        ["2.0.9", 1],
      ],
    );
    const browsers = await complete(client, "browser:|");
    assert.equal(browsers.field, "browser");
    assert.equal(chosen("browser:|", browsers, "Firefox 128"), 'browser:"Firefox 128"');
    assert.equal(chosen("browser:|", browsers, 'a "quoted" one'), 'browser:"a \\"quoted\\" one"');
    assert.equal(chosen("level:e|", await complete(client, "level:e|"), "error"), "level:error");
  });

  await t.test("words of the language where they may stand", async () => {
    const keywords = async (marked: string) =>
      (await complete(client, marked)).suggestions
        .filter(({ kind }) => kind === "keyword")
        .map(({ text }) => text);
    assert.deepEqual(await keywords("|"), ["!", "("]);
    assert.deepEqual(await keywords("level:error |"), ["OR", "AND", "!", "("]);
    assert.deepEqual(await keywords("level:error O|"), ["OR"]);
    assert.deepEqual(await keywords("level:error OR |"), ["!", "("]);
    assert.deepEqual(await keywords("!|"), []);
    assert.deepEqual(await keywords("level:|"), []);
  });

  await t.test("what is put in is a query that can be read, and finds what it names", async () => {
    const query = chosen("browser:|", await complete(client, "browser:|"), 'a "quoted" one');
    const { body } = await client.read(`/api/v1/errors?query=${encodeURIComponent(query)}`);
    assert.equal(body.total, 1);
  });

  await t.test(
    "an unfinished or broken query is no mistake, a place outside of it is",
    async () => {
      assert.equal((await complete(client, '"unfinished |')).what, "none");
      assert.equal((await client.read("/api/v1/search/complete?query=a")).status, 400);
      assert.equal((await client.read("/api/v1/search/complete?query=a&position=-1")).status, 400);
      assert.equal((await client.read("/api/v1/search/complete?query=a&position=99")).status, 200);
    },
  );
});
