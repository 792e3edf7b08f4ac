import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contract,
  isOfTheWhole,
  levelOf,
  type Operation,
  placeOf,
} from "../../src/contract/index.ts";
import { reaches } from "../../src/domain/index.ts";
import { ask, fromElsewhere, signUp, tokenOf } from "../support/callers.ts";
import { startTestCollector } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";

type Headers = Record<string, string>;
interface Kind {
  readonly headers: Headers;
  readonly level: "read" | "write" | "admin" | null;
  readonly limited?: true;
  readonly open?: true;
}

test("every operation is for those callers whose scope reaches it, and for nobody else", async (t) => {
  const collector = await startTestCollector(t);
  await collector.deliver(aSimpleError({ project: "web" }).payload);
  await digested(collector);
  const { headers: admin } = await signUp(collector, {}, { mail: "admin@example.org" });
  const member = await signUp(collector, admin, { mail: "member@example.org", role: "member" });
  const viewer = await signUp(collector, admin, { mail: "viewer@example.org", role: "viewer" });
  const limited = { projects: ["web"] };
  const ofWeb = await signUp(collector, admin, { mail: "web@example.org", ...limited });
  const memberOfWeb = { mail: "web-member@example.org", role: "member", ...limited };
  const viewerOfWeb = { mail: "web-viewer@example.org", role: "viewer", ...limited };
  const kinds: Record<string, Kind> = {
    stranger: { headers: {}, level: null },
    "a stranger behind a proxy": { headers: fromElsewhere, level: null },
    "an unknown token": { headers: { authorization: "Bearer sec_nothing" }, level: null },
    "an unknown session": { headers: { cookie: "collector.session_token=x.y" }, level: null },
    administrator: { headers: admin, level: "admin" },
    member: { headers: member.headers, level: "write" },
    viewer: { headers: viewer.headers, level: "read" },
    "member of a project": {
      headers: (await signUp(collector, admin, memberOfWeb)).headers,
      level: "write",
      limited: true,
    },
    "viewer of a project": {
      headers: (await signUp(collector, admin, viewerOfWeb)).headers,
      level: "read",
      limited: true,
    },
    "administrator of a project": { headers: ofWeb.headers, level: "admin", limited: true },
  };
  for (const level of ["read", "write", "admin"] as const) {
    kinds[`token to ${level}`] = {
      headers: await tokenOf(collector, admin, { name: level, level }),
      level,
    };
    kinds[`token to ${level} in a project`] = {
      headers: await tokenOf(collector, admin, { name: `${level} web`, level, ...limited }),
      level,
      limited: true,
    };
  }
  const operations = Object.entries<Operation>(contract);
  assert.ok(operations.length > 60);
  for (const [address, operation] of operations) {
    for (const [name, kind] of Object.entries(kinds)) {
      const { status, text } = await knock(collector, address, kind.headers);
      assert.equal(outcome(status), expected(operation, kind), `${name}: ${address}: ${text}`);
    }
  }
});

test("with ACCESS=open everybody reads and writes, and nobody administers without proof", async (t) => {
  const collector = await startTestCollector(t, { ACCESS: "open" });
  await signUp(collector, {}, { mail: "admin@example.org" });
  for (const [address, operation] of Object.entries<Operation>(contract)) {
    const { status, text } = await knock(collector, address, fromElsewhere);
    const kind = { headers: {}, level: "write", open: true } as const;
    assert.equal(outcome(status), expected(operation, kind), `${address}: ${text}`);
  }
});

test("the other routes ask for the same", async (t) => {
  const collector = await startTestCollector(t);
  await collector.deliver(aSimpleError({ project: "web" }).payload);
  await digested(collector);
  const { headers: admin } = await signUp(collector, {}, { mail: "admin@example.org" });
  const read = await tokenOf(collector, admin, { name: "read" });
  const limited = await tokenOf(collector, admin, { name: "web", projects: ["web"] });
  const open = ["/health", "/app/", "/api/v1/access"];
  const ofProjects = ["/errors", "/errors/latest", "/errors/1", "/errors/1/payload", "/api/v1"];
  const ofTheWhole = ["/deliveries", "/deliveries/1", "/deliveries/1/body", "/config", "/metrics"];
  for (const path of ["/", ...open, ...ofProjects, ...ofTheWhole, "/docs", "/openapi.json"]) {
    const statusOf = async (headers: Headers) => (await ask(collector, path, { headers })).status;
    assert.equal(await statusOf({}), open.includes(path) ? 200 : 401, path);
    assert.equal(await statusOf(read), 200, path);
    assert.equal(await statusOf(limited), ofTheWhole.includes(path) ? 403 : 200, path);
  }
});

/** Asks for something that no operation knows: whoever is let in is told so, and nothing happens. */
function knock(collector: { url: string }, address: string, headers: Headers) {
  const { method, path } = placeOf(address);
  const place = `${path.replaceAll(/\{\w+\}/g, "1")}?no_such_parameter=1`;
  const body = method === "POST" || method === "PATCH" ? { no_such_field: 1 } : undefined;
  return ask(collector, place, { method, headers, body });
}

function outcome(status: number): string {
  return status === 401 ? "unknown" : status === 403 ? "refused" : "let in";
}

function expected(operation: Operation, { level, limited, open }: Kind): string {
  const need = levelOf(operation.scope);
  if (need === null) return "let in";
  if (level === null) return "unknown";
  if (!reaches(level, need)) return "refused";
  if (limited === true && isOfTheWhole(operation)) return "refused";
  return open === true && operation.scope === "self" ? "refused" : "let in";
}
