// The program as a person starts it: processes of its own, in temporary folders.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { digested, rowsIn } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { eventId } from "../support/payloads.ts";
import { assertRefused, CollectorProcess, startProcess } from "../support/process.ts";
import { head, RawConnection } from "../support/raw.ts";
import { until } from "../support/until.ts";

const port0 = { HOST: "127.0.0.1", PORT: "0" };

test("a collector says where to send and read and what is open, and makes its files", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder);
  assert.match(collector.out, /send webhooks to {2}http:\/\/127\.0\.0\.1:\d+\/sentry\/webhook\n/);
  assert.match(collector.out, /read at .*\/errors/);
  assert.match(collector.out, /keeps {13}90 days \(RETENTION_DAYS\) or 10 GiB \(RETENTION_BYTES\)/);
  assert.match(collector.out, /not protected:\n.*anybody who reaches this port can deliver/);
  assert.match(collector.out, /data\/errors\.db/);
  assert.equal((await collector.deliver(aSimpleError().payload)).status, 201);
  const [version] = rowsIn(folder, "select max(version) as version from schema_migrations");
  assert.equal(version?.["version"], 4);
  assert.equal(rowsIn(folder, "select id from deliveries", { file: "archive.db" }).length, 1);

  await t.test("a second one on the same database is refused", async () => {
    const second = await new CollectorProcess(folder, port0).ended;
    assertRefused(second, /Another collector works on .*errors\.db.*DATABASE_URL/);
    assert.equal((await collector.read("/health")).status, 200);
  });

  await t.test("a second one on the same port is refused", async () => {
    const { port } = new URL(collector.url);
    const other = { HOST: "127.0.0.1", PORT: port };
    const second = await new CollectorProcess(temporaryFolder(t), other).ended;
    assertRefused(second, new RegExp(`Port ${port} is in use.*PORT`));
  });

  await t.test("SIGTERM ends it with 0", async () => {
    const { code } = await collector.stop();
    assert.equal(code, 0);
  });

  await t.test("and it starts again on the same files", async () => {
    const again = await startProcess(t, folder);
    assert.equal((await again.read("/errors")).body.length, 1);
    assert.equal((await again.stop("SIGINT")).code, 0);
  });
});

test("a busy port is told even when another program has it", async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const ended = await new CollectorProcess(temporaryFolder(t), { HOST: "127.0.0.1", PORT: port })
    .ended;
  assertRefused(ended, /is in use/);
});

const wrongSettings: readonly (readonly [Record<string, string>, RegExp])[] = [
  [{ PORT: "abc" }, /^PORT is "abc".*0 to 65535/],
  [{ PORT: "70000" }, /^PORT/],
  [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL is "loud".*info/],
  [{ SENTRY_FILTER_BY_PROJECT: "maybe" }, /^SENTRY_FILTER_BY_PROJECT.*true or false/],
  [{ SENTRY_FILTER_BY_PROJECT: "true" }, /SENTRY_PROJECT is empty/],
  [{ SENTRY_FILTER_BY_PROJECT: "true", SENTRY_PROJECT: " , " }, /SENTRY_PROJECT is empty/],
  [{ DATABASE_URL: "mysql://root:hushhush@db/x" }, /^DATABASE_URL begins with mysql:/],
  [{ DATABASE_URL: "sqlite:///:memory:" }, /DATABASE_URL must name a file/],
  [{ DATABASE_URL: "sqlite://errors.db" }, /three|third/],
  [{ WEBHOOK_BYTES_MAX: "5MB" }, /^WEBHOOK_BYTES_MAX/],
  [{ SENTRY_DSN: "hushhush" }, /^SENTRY_DSN/],
  [{ PUBLIC_URL: "errors.example" }, /^PUBLIC_URL/],
  [{ TRUST_PROXY: "everybody" }, /^TRUST_PROXY/],
  [{ HOST: "no.such.host.invalid" }, /^HOST is "no\.such\.host\.invalid"/],
];

test("unknown values of settings are refused in one sentence that names the setting", async (t) => {
  const folder = temporaryFolder(t);
  for (const [environment, sentence] of wrongSettings) {
    await t.test(JSON.stringify(environment), async (inner) => {
      const told = (thrown: Error): boolean => {
        assert.match(thrown.message, sentence);
        assert.match(thrown.message, /^[^\n]+\.$/);
        assert.doesNotMatch(thrown.message, /hushhush/);
        return true;
      };
      await assert.rejects(startTestCollector(inner, { folder, ...environment }), told);
    });
  }
  await t.test("as the program says it", async () => {
    const environment = { SENTRY_FILTER_BY_PROJECT: "true", PORT: "0" };
    assertRefused(await new CollectorProcess(folder, environment).ended, /SENTRY_PROJECT is empty/);
    assertRefused(await new CollectorProcess(folder, { PORT: "abc" }).ended, /^PORT is "abc"/);
  });
});

test("a folder that cannot be used is refused by name", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "data"), "a file where a folder should be");
  assertRefused(await new CollectorProcess(folder, port0).ended, /folder .*data.*DATABASE_URL/);
});

test("files that are no databases are refused, and left as they are", async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "data"));
  const path = join(folder, "data", "errors.db");
  const text = "this is my diary, not a database ".repeat(100);
  writeFileSync(path, text);
  assertRefused(await new CollectorProcess(folder, port0).ended, /data/);
  assert.equal(readFileSync(path, "utf8"), text);
});

test("a database that is newer than the program is refused", async (t) => {
  for (const file of ["errors.db", "archive.db"]) {
    const folder = temporaryFolder(t);
    await (await startProcess(t, folder)).stop();
    const db = new DatabaseSync(join(folder, "data", file));
    db.exec("insert into schema_migrations values (999, 'from the future', 0)");
    db.close();
    const ended = await new CollectorProcess(folder, port0).ended;
    assertRefused(ended, new RegExp(`${file}.*newer version.*999`));
  }
});

test(".env is read, the environment wins, and empty values count as not set", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, ".env"),
    'SENTRY_PROJECT="from-file"\nSENTRY_ORGANIZATION=file-org\n# a comment\nWEBHOOK_BYTES_MAX=4096\nSENTRY_WEBHOOK_TOKEN=\n',
  );
  const collector = await startProcess(t, folder, {
    SENTRY_PROJECT: "",
    SENTRY_ORGANIZATION: "environment-org",
    SENTRY_FILTER_BY_PROJECT: "",
    SENTRY_WEBHOOK_SECRET: "",
    DATABASE_URL: "",
    SENTRY_DSN: " ",
  });
  const { body } = await collector.read("/config");
  assert.deepEqual(body.sentry_project, ["from-file"]);
  assert.equal(body.sentry_organization, "environment-org");
  assert.equal(body.webhook_bytes_max, 4096);
  assert.equal(body.sentry_webhook_secret, null);
  assert.equal(body.sentry_webhook_token, null);
  assert.equal(body.sentry_filter_by_project, false);
});

test("DATABASE_URL is taken in each of its forms", async (t) => {
  const folder = temporaryFolder(t);
  const forms = [
    "sqlite+aiosqlite:///./one/errors.db",
    `sqlite:////${folder.slice(1)}/two/my.db`,
    `file:${folder}/three/errors.db`,
    "four/errors.sqlite",
  ];
  const made = ["one/errors.db", "two/my.db", "three/errors.db", "four/errors.sqlite"];
  for (const [index, url] of forms.entries()) {
    await (await startTestCollector(t, { folder, DATABASE_URL: url })).stop();
    assert.ok(readFileSync(join(folder, made[index] ?? "")).length > 0, url);
  }
});

test("SIGTERM in the middle of an upload waits for it and answers it", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder);
  const body = JSON.stringify(aSimpleError({ eventId: eventId(7) }).payload);
  const slow = new RawConnection(collector.url);
  t.after(() => slow.close());
  await slow.write(head({ "content-length": Buffer.byteLength(body) }) + body.slice(0, 30));
  // The head was read when another request that came after it is answered.
  assert.equal((await collector.read("/health")).status, 200);
  collector.child.kill("SIGTERM");
  await until("it begins to stop", () => collector.out.includes("Stopping"));
  await slow.write(body.slice(30));
  assert.equal((await slow.answered()).status, 201);
  assert.equal((await collector.ended).code, 0);
  assert.equal(rowsIn(folder, "select id from deliveries", { file: "archive.db" }).length, 1);
});

test("SIGTERM with SHUTDOWN_DELAY_MS: /health tells a load balancer at once, and whoever still comes is answered", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder, { SHUTDOWN_DELAY_MS: "2000" });
  const { headers } = await collector.read("/health");
  assert.notEqual(headers.get("connection"), "close");
  collector.child.kill("SIGTERM");
  const left = await until("/health says that it stops", async () => {
    const health = await collector.read("/health");
    return health.status === 503 ? health : null;
  });
  assert.match(left.body.checks.stopping.reason, /SHUTDOWN_DELAY_MS/);
  assert.equal(left.headers.get("connection"), "close", "who comes again opens another connection");
  const late = await collector.deliver(aSimpleError({ eventId: eventId(9) }).payload);
  assert.equal(late.status, 201);
  assert.equal((await collector.ended).code, 0);
  assert.equal(rowsIn(folder, "select id from deliveries", { file: "archive.db" }).length, 1);
});

test("SIGTERM under load loses nothing that was answered", async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startProcess(t, folder);
  const answered: string[] = [];
  let number = 0;
  async function sendOn(): Promise<void> {
    for (;;) {
      const id = eventId(++number);
      try {
        const { status } = await collector.deliver(aSimpleError({ eventId: id }).payload);
        if (status === 201) answered.push(id);
        if (status !== 201) return;
      } catch {
        return;
      }
    }
  }
  const senders = Array.from({ length: 8 }, sendOn);
  await until("some hundred were answered", () => answered.length > 300, { timeoutMs: 30_000 });
  const { code } = await collector.stop();
  await Promise.all(senders);
  assert.equal(code, 0);
  const again = await startProcess(t, folder);
  await digested(again);
  const kept = new Set(rowsIn(folder, "select event_id from errors").map((row) => row["event_id"]));
  assert.deepEqual(
    answered.filter((id) => !kept.has(id)),
    [],
  );
});
