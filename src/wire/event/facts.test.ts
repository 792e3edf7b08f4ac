import assert from "node:assert/strict";
import { test } from "node:test";
import { errorLimits } from "../../domain/index.ts";
import { fromRestEvent } from "../rest/event.ts";
import { readEvent } from "./facts.ts";

const frame = { filename: "app/views.py", function: "pay", lineno: 7, in_app: true };
const thrown = { type: "ValueError", value: "bad value", stacktrace: { frames: [frame] } };

test("exceptions come as a list, as values or alone, with null between", () => {
  const shapes = [[null, thrown], { values: [thrown, null] }, thrown, { values: thrown }];
  for (const exception of shapes) {
    const facts = readEvent({ exception });
    assert.equal(facts.exceptions.length, 1);
    assert.equal(facts.title, "ValueError: bad value");
    assert.equal(facts.exceptions[0]?.frames[0]?.function, "pay");
  }
});

test("the aliases of old servers are read", () => {
  const facts = readEvent({
    "sentry.interfaces.Exception": { values: [thrown] },
    "sentry.interfaces.User": { id: 1671 },
    "sentry.interfaces.Http": { url: "http://example.org/" },
    "sentry.interfaces.Message": { message: "Hello %s", params: ["you"] },
    tags: [
      ["sentry:release", "1.2"],
      ["sentry:environment", "prod"],
      ["sentry:user", "id:1671"],
      ["level", "fatal"],
    ],
  });
  assert.equal(facts.message, "Hello you");
  assert.equal(facts.messageTemplate, "Hello %s");
  assert.equal(facts.release, "1.2");
  assert.equal(facts.environment, "prod");
  assert.equal(facts.level, "fatal");
  assert.deepEqual(facts.user, { id: 1671 });
  assert.deepEqual(facts.request, { url: "http://example.org/" });
  assert.deepEqual(facts.tags[0], ["release", "1.2"]);
});

test("a trace at the top level belongs to the single exception", () => {
  const facts = readEvent({
    exception: { type: "Oops", value: "x" },
    stacktrace: { frames: [frame] },
  });
  assert.equal(facts.exceptions[0]?.frames.length, 1);
  assert.deepEqual(facts.threads, []);
});

test("a message with a trace has it as the thread that was running", () => {
  const facts = readEvent({ message: "hi", platform: "python", stacktrace: { frames: [frame] } });
  assert.deepEqual(facts.exceptions, []);
  assert.equal(facts.threads[0]?.current, true);
  assert.match(facts.stacktrace ?? "", /File "app\/views.py", line 7, in pay/);
});

test("without exceptions, type and value come from the metadata", () => {
  const facts = readEvent({ metadata: { type: "Test Error", value: "went wrong" } });
  assert.equal(facts.exceptions[0]?.type, "Test Error");
  assert.equal(facts.exceptions[0]?.value, "went wrong");
  assert.equal(facts.stacktrace, null);
});

test("tags come as pairs, objects and lists with null; the first of equal keys wins", () => {
  const expected = [["a", "1"]];
  for (const tags of [
    [
      ["a", 1],
      ["a", "2"],
    ],
    { a: "1" },
    [null, [null], [], ["a", "1"], ["b", null]],
    [{ key: "a", value: "1" }],
  ]) {
    assert.deepEqual(readEvent({ tags }).tags, expected);
  }
  assert.deepEqual(readEvent({ tags: [["ok", true]] }).tags, [["ok", "True"]]);
});

test("messages come as text, as an object, as logentry, or as false", () => {
  assert.equal(readEvent({ message: "one" }).message, "one");
  assert.equal(readEvent({ message: { message: "two" } }).message, "two");
  assert.equal(readEvent({ message: false, logentry: { formatted: "three" } }).message, "three");
  assert.equal(readEvent({ logentry: "four" }).message, "four");
  const named = readEvent({ logentry: { message: "{who} %(n)s {}", params: { who: "me", n: 2 } } });
  assert.equal(named.message, "me 2 {}");
  const hostile = readEvent({ logentry: { message: "{constructor}", params: { a: 1 } } });
  assert.equal(hostile.message, "{constructor}");
});

test("the words of the delivery are used only where the event has none", () => {
  const around = { message: "outer", level: "warning", culprit: "c", logger: "l" };
  const facts = readEvent({ level: "info", metadata: { title: "x" } }, around);
  assert.deepEqual([facts.message, facts.level, facts.culprit], ["outer", "info", "c"]);
  assert.equal(facts.logger, "l");
});

test("emptied interfaces say nothing and break nothing", () => {
  const facts = readEvent({
    stacktrace: [{}],
    extra: [{}],
    metadata: [{}],
    tags: [[]],
    user: [{}],
    fingerprint: [[]],
    contexts: [{}],
    request: [{}],
    logentry: [{}],
    exception: [{}],
    breadcrumbs: {},
    title: "kept",
  });
  assert.equal(facts.title, "kept");
  assert.equal(facts.message, "kept");
  assert.deepEqual(
    [facts.exceptions, facts.threads, facts.tags, facts.breadcrumbs],
    [[], [], [], []],
  );
  assert.deepEqual(
    [facts.user, facts.request, facts.contexts, facts.extra],
    [null, null, null, null],
  );
});

test("event ids lose dashes and upper case; other ids stay as they are", () => {
  const uuid = "3F2504E0-4F89-41D3-9A0C-0305E82C3301";
  assert.equal(readEvent({ event_id: uuid }).eventId, "3f2504e04f8941d39a0c0305e82c3301");
  assert.equal(readEvent({ event_id: "125324325656324623" }).eventId, "125324325656324623");
  assert.equal(readEvent({ id: 19293981000 }).eventId, null);
});

test("levels come as names, numbers or nonsense", () => {
  const levels = [
    ["warn", "warning"],
    [50, "fatal"],
    ["20", "info"],
    ["log", "info"],
    ["loud", "error"],
    [null, "error"],
  ];
  for (const [level, expected] of levels) assert.equal(readEvent({ level }).level, expected);
});

test("the exception to show is the one that the event names, else the last", () => {
  const values = [
    { type: "Root", value: "r", mechanism: { exception_id: 0 } },
    { type: "Leaf", value: "l", mechanism: { exception_id: 1 } },
  ];
  assert.equal(readEvent({ exception: { values } }).title, "Leaf: l");
  assert.equal(readEvent({ exception: { values }, main_exception_id: 0 }).title, "Root: r");
});

test("a type that the client made up gives way to the function that crashed", () => {
  const exception = { ...thrown, type: "SIGSEGV", mechanism: { synthetic: true } };
  assert.equal(readEvent({ exception }).title, "pay: bad value");
});

test("a value that is no text is written as JSON, as deep as is sensible", () => {
  const facts = readEvent({ exception: { type: "E", value: { code: 7, list: [1, "two"] } } });
  assert.equal(facts.exceptions[0]?.value, '{"code":7,"list":[1,"two"]}');
});

test("a trace given as text is kept as it is", () => {
  const trace = "Traceback:\n  line one\n  line two";
  assert.equal(readEvent({ exception: { type: "E", stacktrace: trace } }).stacktrace, trace);
  assert.equal(readEvent({ message: "m", stacktrace: trace }).stacktrace, trace);
  assert.equal(readEvent({ message: "m", stacktrace: ["a", "b"] }).stacktrace, "a\nb");
});

test("of too many frames the oldest 50 and the newest 200 are kept, and the rest counted", () => {
  const frames = Array.from({ length: 1000 }, (_, i) => ({ function: `f${i}_`, filename: "a.py" }));
  const facts = readEvent({ platform: "python", exception: { type: "E", stacktrace: { frames } } });
  assert.equal(facts.exceptions[0]?.frames.length, errorLimits.frames);
  const trace = facts.stacktrace ?? "";
  assert.match(trace, /in f49_\n {2}\[750 frames left out\]\n.* in f800_\n/);
  assert.match(trace, /in f999_/);
});

test("frames in the REST API's camel case say the same", () => {
  const event = fromRestEvent({
    eventID: "9999AAAACA8B46D797C23C6077C6FF01",
    dateCreated: "2026-03-01T10:00:00Z",
    tags: [{ key: "environment", value: "prod" }],
    release: { version: "1.0" },
    entries: [
      null,
      { type: "message", data: { formatted: "words" } },
      {
        type: "exception",
        data: {
          values: [
            {
              type: "E",
              value: "v",
              stacktrace: {
                frames: [
                  {
                    absPath: "/srv/a.js",
                    lineNo: 2,
                    colNo: 3,
                    inApp: true,
                    context: [
                      [1, "one"],
                      [2, "two"],
                      [3, "three"],
                    ],
                  },
                ],
              },
            },
          ],
        },
      },
    ],
  });
  const facts = readEvent(event);
  assert.deepEqual(
    [facts.eventId, facts.message, facts.environment, facts.release, facts.timestamp],
    ["9999aaaaca8b46d797c23c6077c6ff01", "words", "prod", "1.0", Date.UTC(2026, 2, 1, 10)],
  );
  const read = facts.exceptions[0]?.frames[0];
  assert.deepEqual(
    [read?.filename, read?.lineno, read?.colno, read?.inApp, read?.contextLine],
    ["/srv/a.js", 2, 3, true, "two"],
  );
  assert.deepEqual([read?.preContext, read?.postContext], [["one"], ["three"]]);
});

test("a title is the first line, and long lines end in dots", () => {
  assert.equal(readEvent({ message: "one\ntwo" }).title, "one");
  assert.equal(readEvent({ message: "x".repeat(200) }).title, `${"x".repeat(97)}...`);
  assert.equal(readEvent({}).title, "<unlabeled event>");
});

test("the culprit is the newest frame of the application, else the request's address", () => {
  const stacktrace = { frames: [frame, { filename: "lib.py", function: "raise_", in_app: false }] };
  const exception = { ...thrown, stacktrace };
  assert.equal(readEvent({ exception, platform: "python" }).culprit, "app/views.py in pay");
  const script = { function: "run", filename: "https://h/app.js" };
  const browser = { type: "E", stacktrace: { frames: [script] } };
  const facts = readEvent({ exception: browser, platform: "javascript" });
  assert.equal(facts.culprit, "run(/app.js)");
  assert.equal(readEvent({ message: "m", request: { url: "http://h/" } }).culprit, "http://h/");
});

test("frames tell of the name before it was shortened and of the source map that was used", () => {
  const frames = [
    { function: "pay", raw_function: "void pay(int)", data: { sourcemap: "https://x/a.js.map" } },
    { function: "pay", rawFunction: "void pay(int)", map: "a.js.map", platform: "Native" },
    { function: "pay", data: { sourcemap: null } },
  ];
  const [webhook, rest, plain] =
    readEvent({ exception: { type: "E", stacktrace: { frames } } }).exceptions[0]?.frames ?? [];
  assert.deepEqual([webhook?.rawFunction, webhook?.sourceMapped], ["void pay(int)", true]);
  assert.deepEqual([rest?.rawFunction, rest?.sourceMapped], ["void pay(int)", true]);
  assert.deepEqual([plain?.rawFunction, plain?.sourceMapped], [null, false]);
  assert.equal(rest?.platform, "native");
});

test("an NSError's domain and code are read, whatever the code is", () => {
  const nsErrorOf = (meta: unknown) =>
    readEvent({ exception: { type: "E", mechanism: { type: "x", meta } } }).exceptions[0]?.mechanism
      ?.nsError;
  const told = { domain: "NSURLErrorDomain", code: -1001 };
  assert.deepEqual(nsErrorOf({ ns_error: told }), { domain: told.domain, code: "-1001" });
  assert.deepEqual(nsErrorOf({ ns_error: {} }), { domain: null, code: null });
  assert.equal(nsErrorOf({ ns_error: "x" }), null);
  assert.equal(nsErrorOf(null), null);
});

test("reports of browsers and failed templates are read, by old names too", () => {
  const csp = { effective_directive: "img-src", violated_directive: 7, blocked_uri: "data" };
  const expected = {
    kind: "csp",
    hostname: null,
    effectiveDirective: "img-src",
    violatedDirective: null,
    blockedUri: "data",
  };
  assert.deepEqual(readEvent({ csp }).securityReport, expected);
  assert.deepEqual(readEvent({ "sentry.interfaces.Csp": csp }).securityReport, expected);
  assert.equal(readEvent({ expectct: { hostname: "x.org" } }).securityReport?.kind, "expect-ct");
  assert.equal(readEvent({ hpkp: "x.org" }).securityReport, null);
  const template = { filename: "cart.html", context_line: "{{ x }", lineno: 1 };
  assert.deepEqual(readEvent({ template }).template, {
    filename: "cart.html",
    contextLine: "{{ x }",
  });
  assert.equal(readEvent({ template: {} }).template, null);
  const rest = fromRestEvent({ entries: [{ type: "csp", data: csp }] });
  assert.deepEqual(readEvent(rest).securityReport, expected);
});

test("what was logged is told apart from words that are made of the exception", () => {
  assert.equal(readEvent({ exception: thrown }).loggedMessage, null);
  assert.equal(readEvent({ exception: thrown, message: "pay failed" }).loggedMessage, "pay failed");
  assert.equal(readEvent({ logentry: { formatted: "hi" } }).loggedMessage, "hi");
});

test("a checksum of a very old client is the fingerprint", () => {
  assert.deepEqual(readEvent({ checksum: "abc", fingerprint: ["x"] }).fingerprint, ["abc"]);
  assert.deepEqual(readEvent({ checksum: null, fingerprint: ["x", 7] }).fingerprint, ["x", "7"]);
});
