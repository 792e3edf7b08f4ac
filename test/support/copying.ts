import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { backfilled, post } from "../upstream/fetching.ts";
import { quick } from "../upstream/quick.ts";
import { aClient, deliver } from "./api-client.ts";
import { ask, signUp, tokenOf } from "./callers.ts";
import { startTestCollector } from "./collector.ts";
import { digested, rowsIn } from "./database.ts";
import { aBugsinkAlert, aGlitchtipAlert, aServiceHook, aSimpleError } from "./other-senders.ts";
import { packAll } from "./pack.ts";
import {
  aComment,
  aLegacyAlert,
  aMetricAlert,
  anActivityAlert,
  anError,
  anEventAlert,
  anInstallation,
  anIssue,
  aPreprodArtifact,
  aSeerDelivery,
  eventId,
  send,
} from "./payloads.ts";
import { StandInBugsink } from "./stand-in/bugsink.ts";
import { until } from "./until.ts";

// A collector that has something of everything in its files, and what its API says of it.

type Headers = Record<string, string>;

/** A collector that was filled and stopped. */
export interface Filled {
  /** Its data lies in `data/` below. */
  readonly folder: string;
  readonly settings: Record<string, string>;
  /** What proves an administrator: a session, and a token. */
  readonly session: Headers;
  readonly token: Headers;
  readonly mail: string;
  /** What its API said before it was stopped. */
  readonly picture: ReadonlyMap<string, string>;
}

/** Fills a collector by whatever it can be told and asked to do, and stops it. */
export async function fillCollector(t: TestContext): Promise<Filled> {
  const bugsink = await StandInBugsink.start(t);
  for (let n = 0; n < 12; n += 1) {
    bugsink.happen({ at: Date.now() - 3_600_000 + n * 60_000, issue: 1 + (n % 3) });
  }
  const settings = { ...quick, RETENTION_DAYS: "0" };
  const client = await aClient(t, settings);
  await deliverEveryFamily(client);
  await digested(client);
  await packAll(client.folder);
  await workOn(client);
  await addUpstream(client, bugsink);
  // These stay as they came: nothing packs them.
  for (let n = 300; n < 320; n += 1) await deliver(client, n, { type: "LaterError" });
  await send(client, anEventAlert({ eventId: eventId(1) }));
  await digested(client);
  const mail = "ada@example.org";
  const { headers: session } = await signUp(client, {}, { mail });
  await signUp(client, session, { mail: "ben@example.org", role: "viewer", projects: ["web"] });
  const token = await tokenOf(client, session, { name: "the script", level: "admin" });
  await tokenOf(client, session, { name: "another", projects: ["web"] });
  await client.stop();
  const { folder } = client;
  const picture = await pictureAtRest(t, { folder, settings, token });
  return { folder, settings, session, token, mail, picture };
}

const restSql = `select
  (select count(*) from issues where deleted_at is not null)
  + (select count(*) from doomed_deliveries)
  + (select count(*) from issues where status = 'unresolved' and substatus <> 'ongoing'
      and merged_into is null and max(first_seen, state_at) < ?) as n`;
const oldMs = 30 * 24 * 3_600_000;

/** What the files say once all is done that a start does: what is deleted is gone, and what is old is not new. */
async function pictureAtRest(
  t: TestContext,
  { folder, settings, token }: Pick<Filled, "folder" | "settings" | "token">,
) {
  const collector = await startTestCollector(t, { folder, ...settings });
  const old = Date.now() - oldMs;
  await until(
    "nothing is left to be done",
    () => rowsIn(folder, restSql, { values: [old] })[0]?.["n"] === 0,
    { timeoutMs: 30_000 },
  );
  const picture = await pictureOf(collector, token);
  await collector.stop();
  return picture;
}

type Client = Awaited<ReturnType<typeof aClient>>;

async function deliverEveryFamily(client: Client): Promise<void> {
  for (let n = 1; n <= 40; n += 1) {
    const event = { user: { id: n % 5 }, release: `web@1.0.${n % 4}`, extra: { ключ: "ü\n€ 🎈" } };
    await send(
      client,
      anEventAlert({ eventId: eventId(n), issueId: String(9000 + (n % 4)), event }),
    );
  }
  const others = [
    anError({ eventId: eventId(60), issueId: "9001", project: "api", projectId: 12 }),
    anIssue({ issueId: "9900" }),
    anIssue({ issueId: "9001", action: "resolved" }),
    anActivityAlert(),
    aComment(),
    aMetricAlert(),
    aSeerDelivery(),
    anInstallation(),
    aPreprodArtifact(),
    aLegacyAlert({ eventId: eventId(61) }),
    aServiceHook({ eventId: eventId(62) }),
    aGlitchtipAlert({ issueId: "301" }, { issueId: "302", title: "KeyError: 'x'" }),
    aBugsinkAlert(),
    aSimpleError({ eventId: eventId(63), value: "Größe ёлка 'quoted' \\ \"back\"" }),
    aSimpleError({ type: "PlainError", value: "{braces}, commas" }),
  ];
  for (const message of others) assert.ok((await send(client, message)).status < 300);
  await client.deliver("no JSON at all");
  await client.deliver({ odd: true }, { "sentry-hook-resource": "unheard_of" });
  await client.deliver(JSON.stringify({ project: "web", message: "x".repeat(300_000) }));
  const line = {
    event_id: eventId(70),
    project: "old",
    title: "It broke",
    timestamp: "2025-03-01T00:00:00Z",
  };
  const imported = await client.deliver(
    `${JSON.stringify({ ...line, contexts: { os: { name: "Linux" } } })}\n`,
    { "content-type": "application/x-ndjson" },
    "/api/v1/import/errors",
  );
  assert.equal(imported.body.imported, 1, imported.text);
}

async function workOn(client: Client): Promise<void> {
  for (let n = 200; n < 206; n += 1)
    await deliver(client, n, { type: `Error${n}`, project: "shop" });
  await digested(client);
  const asked: readonly (readonly [path: string, body?: object])[] = [
    ["/api/v1/issues/SHOP-1/resolve"],
    ["/api/v1/issues/SHOP-2/archive", { archive: { until: "time", time: "2099-01-01T00:00:00Z" } }],
    ["/api/v1/issues/SHOP-3/assign", { to: "anna@example.com" }],
    ["/api/v1/issues/SHOP-3/comments", { text: "I look into it" }],
    ["/api/v1/issues/SHOP-4/bookmark", {}],
    ["/api/v1/issues/SHOP-4/pin", {}],
    ["/api/v1/issues/merge", { ids: ["SHOP-4", "SHOP-5"] }],
    ["/api/v1/views", { name: "New", about: "issues", query: "is:new", sort: "count" }],
    ["/api/v1/views", { name: "Gone", about: "errors", query: "level:error" }],
    ["/api/v1/views", { name: "Errors", about: "errors", query: "level:error" }],
  ];
  for (const [path, body] of asked) {
    const { status, text } = await client.post(path, body).then((answer) => ({
      ...answer,
      text: JSON.stringify(answer.body),
    }));
    assert.ok(status < 300, `${path}: ${text}`);
  }
  await client.remove("/api/v1/views/2");
  await client.remove("/api/v1/issues/SHOP-6");
}

async function addUpstream(client: Client, bugsink: StandInBugsink): Promise<void> {
  const source = { slug: "bugsink", kind: "bugsink", base_url: bugsink.url, token: bugsink.token };
  assert.equal((await post(client, "/api/v1/sources", source)).status, 201);
  await post(client, "/api/v1/backfills", { source: "bugsink", since: "1d" });
  await backfilled(client);
}

const lists = [
  "/api/v1/issues?limit=100&query=is:resolved",
  "/api/v1/issues?limit=100&sort=count&query=",
  "/api/v1/errors?limit=100",
  "/api/v1/errors?limit=100&query=ValueError",
  "/api/v1/errors?limit=100&query=gr%C3%B6sse",
  "/api/v1/errors?limit=100&query=%D1%91%D0%BB%D0%BA%D0%B0",
  "/api/v1/errors?limit=100&query=%22order%20305%20has%20no%22",
  "/api/v1/errors?limit=100&query=pri*",
  "/api/v1/errors?limit=100&query=user.id:3",
  "/api/v1/errors?limit=100&query=release:web@1.0.2",
  "/api/v1/projects",
  "/api/v1/projects/web/releases",
  "/api/v1/search/values?field=release",
  "/api/v1/views",
  "/api/v1/retention",
  "/api/v1/backfills",
  "/api/v1/outbox",
  "/api/v1/tokens",
  "/api/v1/accounts",
  "/api/v1/invitations",
  "/api/v1/export/errors",
  "/errors?limit=100",
];

/** What the API of a collector says, by path. */
export async function pictureOf(
  collector: { readonly url: string },
  headers: Headers,
): Promise<ReadonlyMap<string, string>> {
  const picture = new Map<string, string>();
  const read = async (path: string) => {
    const { status, text, body } = await ask(collector, path, { headers });
    // Of what no delivery brought there is no payload.
    assert.ok(status === 200 || path.endsWith("/payload"), `${path}: ${text}`);
    picture.set(path, `${status} ${told(text)}`);
    return body;
  };
  for (const path of lists) await read(path);
  const { items: issues } = await read("/api/v1/issues?limit=100&sort=first_seen&query=");
  for (const { short_id } of issues) {
    for (const part of ["", "/timeline", "/errors", "/tags"]) {
      await read(`/api/v1/issues/${short_id}${part}`);
    }
  }
  const { items: errors } = await read("/api/v1/errors?limit=100");
  for (const { id } of errors) {
    for (const part of ["", "/payload"]) {
      await read(`/api/v1/errors/${id}${part}`);
    }
  }
  const { items: deliveries } = await read("/api/v1/deliveries?limit=100");
  for (const { id } of deliveries) {
    await read(`/api/v1/deliveries/${id}`);
    await read(`/api/v1/deliveries/${id}/body`);
  }
  return picture;
}

/** Without the room that it takes, which is not the same on a server, and what each use of a token changes. */
function told(text: string): string {
  return text.replaceAll(
    /"last_used_at":("[^"]*"|null)|"(archive_bytes|errors_bytes)":\d+|"rules":\{[^}]*\}|"counts":\[[^\]]*\]/g,
    "",
  );
}
