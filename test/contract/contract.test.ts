import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import type { Handlers } from "../../src/api/v1/handlers.ts";
import { check } from "../../src/api/v1/messages.ts";
import type { JsonSchema } from "../../src/api/v1/openapi/json-schema.ts";
import { sampleOf } from "../../src/api/v1/openapi/sample.ts";
import { Schemas } from "../../src/api/v1/openapi/schemas.ts";
import {
  type Address,
  contract,
  type InputOf,
  isRaw,
  type Operation,
  placeOf,
  type ReplyOf,
} from "../../src/contract/index.ts";
import type {
  ArchiveAsked,
  ArchivedSubstatus,
  IssueStatus,
  ResolutionAsked,
  UnresolvedSubstatus,
} from "../../src/domain/index.ts";

const operations = Object.entries<Operation>(contract);

test("every operation is one of the API, by an address that says what the path holds", () => {
  assert.ok(operations.length > 40, `${operations.length} operations`);
  for (const [address, { input }] of operations) {
    assert.match(address, /^(GET|POST|PATCH|DELETE) \/api\/v1(\/[a-z]+|\/\{[a-z]+\})+$/);
    for (const name of placeOf(address).pathParameters) {
      const schema = input.shape[name] as z.ZodType | undefined;
      assert.ok(schema !== undefined, `${address} takes no ${name}`);
      assert.ok(!schema.safeParse(undefined).success, `${address}: ${name} may be left out`);
    }
  }
});

test("every example is an input that is taken", () => {
  for (const [address, { input, lines, example }] of operations) {
    if (example === undefined) assert.ok(lines !== undefined, `${address} has no example`);
    else assert.deepEqual(errorsIn(input, example), [], address);
  }
});

test("the sample of every reply, event and row keeps the contract to the letter", () => {
  for (const [address, { reply, lines }] of operations) {
    const raw = isRaw(reply) ? rowOf(reply) : reply;
    for (const schema of [raw, lines ?? null]) {
      if (schema === null) continue;
      const schemas = new Schemas();
      const sample = sampleOf(schemas.of(schema, "reply"), schemas.named);
      assert.deepEqual(errorsIn(schema, sample), [], address);
    }
  }
});

test("a reply with a field that is not promised breaks the contract", () => {
  const { reply } = contract["GET /api/v1/search/check"];
  assert.deepEqual(errorsIn(reply, { valid: true, problem: null }), []);
  assert.deepEqual(errorsIn(reply, { valid: true, problem: null, token: "x" }), [
    "token is not known here; there is valid, problem",
  ]);
});

test("every text, list and number that a caller gives has a limit", () => {
  for (const [address, { input }] of operations) {
    const schemas = new Schemas();
    const unlimited = [schemas.of(input, "body"), ...Object.values(schemas.named)].flatMap(
      unlimitedIn,
    );
    assert.deepEqual(unlimited, [], address);
  }
});

test("a list that goes on takes the cursor that it gives", () => {
  const lists = operations.filter(
    ([, { reply }]) => !isRaw(reply) && "next_cursor" in fieldsOf(reply),
  );
  assert.ok(lists.length > 10);
  for (const [address, { input, reply }] of lists) {
    assert.ok("items" in fieldsOf(reply) || address === "POST /api/v1/issues/actions", address);
    const whole =
      /^GET \/api\/v1\/(search\/|(views|sources|sessions|tokens|accounts|invitations)$)/.test(
        address,
      );
    assert.equal("cursor" in input.shape, !whole, address);
  }
});

test("what is given and what is answered is written with underscores", () => {
  const names = operations.flatMap(([, { input, reply, lines }]) => {
    const schemas = new Schemas();
    const answered = isRaw(reply) ? rowOf(reply) : reply;
    const tops = [input, answered ?? input, lines ?? input].map((each) =>
      schemas.of(each, "reply"),
    );
    return [...tops, ...Object.values(schemas.named)].flatMap(namesIn);
  });
  assert.ok(new Set(names).size > 100);
  for (const name of names) assert.match(name, /^[a-z][a-z0-9_]*$/);
});

test("no two schemas of what is given and answered share a name", () => {
  const schemas = new Schemas();
  for (const [, { input, reply }] of operations) {
    schemas.of(input, "body");
    if (!isRaw(reply)) schemas.of(reply, "reply");
  }
  for (const name of Object.keys(schemas.named)) assert.match(name, /^([A-Z][a-z]+)+$/);
});

test("a query is taken as it stands, for its problems have positions", () => {
  const { input } = contract["GET /api/v1/issues"];
  const checked = check(input, { query: "  is:unresolved \ud800" });
  assert.ok(checked.ok && checked.value.query === "  is:unresolved \ud800");
});

test("text that is stored is trimmed and can be stored", () => {
  const { input } = contract["POST /api/v1/issues/{id}/comments"];
  const checked = check(input, { id: "1", text: " a\0b\ud800 \n" });
  assert.ok(checked.ok && checked.value.text === "ab\ufffd");
  assert.deepEqual(errorsIn(input, { id: "1", text: " \0 " }), ["text must not be empty"]);
});

test("what cannot go together is refused in words", () => {
  const refused: readonly (readonly [Address, object, string])[] = [
    [
      "POST /api/v1/issues/actions",
      { action: { do: "reopen" } },
      "ids give either ids or query, and not both; `query` takes the search language",
    ],
    [
      "POST /api/v1/issues/actions",
      { ids: [1], query: "x", action: { do: "reopen" } },
      "ids give either ids or query, and not both; `query` takes the search language",
    ],
    [
      "GET /api/v1/stats",
      { what: "issues" },
      "interval must be day: issues are counted by the day",
    ],
    [
      "GET /api/v1/stats",
      { what: "issues", interval: "day", by: "level" },
      "by goes with what=errors only",
    ],
    [
      "GET /api/v1/issues/{id}/stats",
      { id: "1", period: "90d" },
      "period is too long: at most 31d by the hour and 750d by the day",
    ],
    [
      "POST /api/v1/issues/{id}/archive",
      { id: "1", archive: { until: "time", time: "soon" } },
      "archive.time must be a time such as 2026-01-31T12:00:00Z or a span such as 24h or 7d",
    ],
  ];
  for (const [address, input, error] of refused) {
    assert.deepEqual(errorsIn(contract[address].input, input), [error], address);
  }
});

test("the contract speaks of an issue's state as the domain does", () => {
  type Answered = ReplyOf<"GET /api/v1/issues/{id}">;
  type Known = UnresolvedSubstatus | ArchivedSubstatus | null;
  type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;
  const substatus: Same<Answered["substatus"], Known> = true;
  const status: Same<Answered["status"], IssueStatus> = true;
  type Asked = Parameters<Handlers["POST /api/v1/issues/{id}/resolve"]>[0]["resolution"];
  const resolution: Same<Asked["in"], ResolutionAsked["in"]> = true;
  type Kept = Parameters<Handlers["POST /api/v1/issues/{id}/archive"]>[0]["archive"];
  const archive: Same<Kept["until"], ArchiveAsked["until"]> = true;
  assert.ok(substatus && status && resolution && archive);
});

test("the compiler knows inputs, replies and handlers by their addresses", () => {
  const input: InputOf<"POST /api/v1/issues/{id}/resolve"> = { id: "WEB-1" };
  const archive: InputOf<"POST /api/v1/issues/{id}/archive"> = {
    id: "WEB-1",
    archive: { until: "count", count: 5 },
  };
  const reply = { valid: true, problem: null } satisfies ReplyOf<"GET /api/v1/search/check">;
  type Resolve = Parameters<Handlers["POST /api/v1/issues/{id}/resolve"]>[0];
  const given: Resolve = { id: "WEB-1", resolution: { in: "release", release: "2.0" } };
  // @ts-expect-error: a release is missing.
  const wrong: Resolve = { id: "WEB-1", resolution: { in: "release" } };
  // @ts-expect-error: there is no such operation.
  const unknown: Address = "GET /api/v1/nothing";
  assert.ok([input, archive, reply, given, wrong, unknown].every((each) => each !== undefined));
});

function errorsIn(schema: Parameters<typeof check>[0], value: unknown): string[] {
  const checked = check(schema, value);
  return checked.ok ? [] : checked.errors.map(({ where, message }) => `${where} ${message}`);
}

function rowOf(reply: Extract<Operation["reply"], { form: string }>) {
  if (reply.form === "file") return reply.row;
  return reply.form === "events" ? reply.event : null;
}

function fieldsOf(schema: unknown): object {
  return (schema as { shape?: object }).shape ?? {};
}

/** Every schema within a schema, itself included; what is referred to is looked at by its name. */
function within(schema: JsonSchema): JsonSchema[] {
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ] as JsonSchema[];
  return [schema, ...inner.flatMap(within)];
}

function unlimitedIn(schema: JsonSchema): JsonSchema[] {
  return within(schema).filter((each) => {
    if (each.enum !== undefined || each.const !== undefined) return false;
    if (each.type === "string") return each.maxLength === undefined;
    if (each.type === "array") return each.maxItems === undefined;
    return false;
  });
}

function namesIn(schema: JsonSchema): string[] {
  return within(schema).flatMap(({ properties }) => Object.keys(properties ?? {}));
}
