import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { copyDatabase } from "../../src/server/index.ts";
import {
  allPaged,
  leftTables,
  type SourceFile,
  schemaTables,
  wholeTables,
} from "../../src/store/copying/tables.ts";
import {
  AccessBook,
  ArchiveReader,
  type CopyProgress,
  copyStore,
  filesOf,
  locate,
  prepareStore,
  type ServerLocation,
} from "../../src/store/index.ts";
import { deliver } from "../support/api-client.ts";
import { openArchive } from "../support/archive.ts";
import { ask, password, signIn } from "../support/callers.ts";
import { settingsIn, startTestCollector, temporaryFolder } from "../support/collector.ts";
import { fillCollector, pictureOf } from "../support/copying.ts";
import { digested } from "../support/database.ts";
import { rowsAt } from "../support/keeping.ts";
import { numbered } from "../support/numbered.ts";
import { databaseOf } from "../support/postgres.ts";
import { assertRefused, runCommand } from "../support/process.ts";

const copy = (folder: string, to: string, from = "sqlite:data/errors.db") =>
  runCommand(folder, ["copy", "--from", from, "--to", to]);

test("a collector on the copy says what the one on the files said, and goes on", async (t) => {
  const { folder, settings, picture, session, token, mail } = await fillCollector(t);
  const to = await databaseOf(folder);
  const copied = await copy(folder, to);
  assert.equal(copied.code, 0, copied.err);
  assert.match(copied.out, /deliveries: 0 of \d+/);
  assert.match(copied.out, /The copy is whole: \d+ rows of \d+ tables, \d+ deliveries, \d+ bytes/);
  const keyFile = join(folder, "data/secret.key");
  assert.ok(copied.out.includes(`SECRET_KEY of the collectors to what stands in ${keyFile}`));

  const collector = await startTestCollector(t, {
    ...settings,
    DATABASE_URL: to,
    SECRET_KEY: readFileSync(keyFile, "utf8").trim(),
  });
  const there = await pictureOf(collector, token);
  assert.deepEqual([...there.keys()], [...picture.keys()]);
  for (const [path, before] of picture) assert.equal(there.get(path), before, path);

  await t.test("whoever was signed in still is, and passwords are the same", async () => {
    assert.equal((await ask(collector, "/errors", { headers: session })).status, 200);
    const again = await signIn(collector, mail, password);
    assert.equal((await ask(collector, "/errors", { headers: again })).status, 200);
  });

  await t.test("numbers go on after the highest that was ever given", async () => {
    const headers = session;
    const asked = { method: "POST", headers: { ...headers, origin: collector.url } };
    const view = { name: "Next", about: "errors", query: "" };
    const made = await ask(collector, "/api/v1/views", { ...asked, body: view });
    assert.equal(made.body.id, 4, made.text);
    const highest = Math.max(...[...picture.keys()].map(deliveryIn));
    const known = { project: "web", message: "after", event_id: "f".repeat(32) };
    assert.equal((await collector.deliver(known)).body.delivery_id, highest + 1);
    const found = await ask(collector, `/api/v1/errors?query=after`, { headers });
    assert.equal(found.body.total, 1, found.text);
  });

  await t.test("a second copy is refused, and so is one of other files", async () => {
    assertRefused(await copy(folder, to), /holds a finished copy already: name an empty database/);
  });
});

const deliveryIn = (path: string): number => Number(/deliveries\/(\d+)$/.exec(path)?.[1] ?? 0);

test("what may not be copied, or not there, is refused in a sentence", async (t) => {
  const folder = temporaryFolder(t);
  const to = await databaseOf(folder);
  const settings = await settingsIn(folder);
  const refused = (message: RegExp, given: { from?: string; to?: string } = {}) => {
    const ask = { from: "sqlite:data/errors.db", to, onProgress() {}, ...given };
    assert.throws(() => copyDatabase(settings, folder, ask), { name: "Failure", message });
  };
  refused(/no file .*errors\.db: name the database of a collector in --from/);
  refused(/from files to a server only/, { from: to, to: "sqlite:data/errors.db" });
  refused(/--from begins with mysql:/, { from: "mysql://x" });
  refused(/--to must name a host/, { to: "postgres://nowhere" });
  assertRefused(await runCommand(folder, ["copy", "--from", "x.db"]), /from where and to where/);

  const running = await startTestCollector(t, { folder });
  refused(/A collector or another copy works on .*errors\.db: stop it/);
  await running.stop();
  refused(/database cannot be reached/, { to: "postgres://a:b@127.0.0.1:1/nothing" });

  await t.test("a server that a collector has filled, or that holds something else", async () => {
    const filled = await aServer(t);
    const collector = await startTestCollector(t, { DATABASE_URL: filled });
    await collector.deliver({ project: "web", message: "first" });
    await collector.stop();
    refused(/holds something already \(in its table .*\): name an empty database/, { to: filled });
    const strange = await aServer(t);
    rowsAt(locate(strange, "/"), "create table customers (id int)");
    refused(/tables that are not a collector's \(customers\)/, { to: strange });
  });

  await t.test("a server on which a collector works", async () => {
    const idle = await aServer(t);
    const collector = await startTestCollector(t, { DATABASE_URL: idle });
    for (const table of ["access_links", "sources"]) {
      rowsAt(locate(idle, "/"), `delete from ${table}`);
    }
    refused(/A collector works on postgres:.*: stop it, and copy again/, { to: idle });
    await collector.stop();
    const left = rowsAt(locate(idle, "/"), "select key from meta where key like 'copy%'");
    assert.deepEqual(left, [], "that collector starts again");
  });

  await t.test("a schema that is older or newer", () => {
    const change = (sql: string) => changeFile(join(folder, "data/errors.db"), sql);
    change("insert into schema_migrations values (99, 'later', 0)");
    refused(/newer version of the collector \(schema 99.*copy it with that version/);
    change("delete from schema_migrations where version > 1");
    refused(/older schema \(1.*start this version of the collector on it once/);
  });
});

test("a copy that was cut off goes on, but not with anything else", async (t) => {
  const folder = temporaryFolder(t);
  const from = filesOf(join(folder, "data/errors.db"), folder);
  const url = await aServer(t);
  const to = locate(url, "/") as ServerLocation;
  const collector = await startTestCollector(t, { folder });
  for (let n = 1; n <= 5; n += 1) await deliver(collector, n);
  await digested(collector);
  await collector.stop();
  const cutOff = (table: string) => {
    const onProgress = (progress: CopyProgress) => {
      if (progress.table === table) throw new Error(`cut off at ${table}`);
    };
    assert.throws(() => copyStore({ from, to, now: Date.now, onProgress }), /cut off/);
  };
  const goOn = () => copyStore({ from, to, now: Date.now, onProgress() {} });

  cutOff("tags");
  await assert.rejects(() => startTestCollector(t, { DATABASE_URL: url }), {
    message:
      /The copy into postgres:.* is not finished: give the same collector copy command again/,
  });
  const other = temporaryFolder(t);
  await (await startTestCollector(t, { folder: other })).stop();
  const foreign = filesOf(join(other, "data/errors.db"), other);
  const copyOther = () => copyStore({ from: foreign, to, now: Date.now, onProgress() {} });
  assert.throws(copyOther, { message: /unfinished copy of another collector/ });

  cutOff("outcomes");
  rowsAt(to, "delete from tags where id = 1");
  const { differences } = goOn();
  assert.equal(differences.length, 1);
  assert.match(differences[0] ?? "", /^tags: \d+ rows in the file, \d+ on the server$/);
  await assert.rejects(() => startTestCollector(t, { DATABASE_URL: url }), /is not finished/);

  const again = await startTestCollector(t, { folder });
  await deliver(again, 6);
  await digested(again);
  await again.stop();
  assert.throws(goOn, { message: /before a collector changed them again: name an empty database/ });
});

test("deliveries arrive byte for byte, packed or not; damaged ones stay behind and are named", async (t) => {
  const folder = temporaryFolder(t);
  const { archive, packer, location, close } = await openArchive(folder);
  for (let n = 1; n <= 200; n += 1) await archive.append(numbered(n));
  await packer.packNow();
  for (let n = 201; n <= 220; n += 1) await archive.append(numbered(n));
  await close();
  await new AccessBook(location, Date.now).close();
  const [block] = readFile(location.archivePath, "select min(id) as name from blocks");
  const hurt = readFile(
    location.archivePath,
    "select id as name from deliveries where block_id = ? order by id",
    block ?? "",
  ).map(Number);
  assert.ok(hurt.length > 0);
  changeFile(location.archivePath, `update blocks set bodies = zeroblob(9) where id = ${block}`);

  const to = locate(await aServer(t), "/") as ServerLocation;
  const copied = copyStore({ from: location, to, now: Date.now, onProgress() {} });
  assert.deepEqual(copied.differences, []);
  assert.deepEqual(copied.damaged, { ids: hurt.slice(0, 20), count: hurt.length });
  assert.equal(copied.deliveries, 220 - hurt.length);
  const everything = { countMax: 1000, bytesMax: 1e9, idMax: 1000 };
  const [one, other] = [location, to].map((each) => {
    const reader = new ArchiveReader(each);
    const all = [...reader.after(0, everything)].filter(({ damage }) => damage === null);
    reader.close();
    return all.map((each) => ({ ...each, body: Buffer.from(each.body).toString("latin1") }));
  });
  assert.deepEqual(other, one);
});

const aServer = (t: TestContext): Promise<string> => databaseOf(temporaryFolder(t));

function changeFile(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

test("every table of both schemas is copied, or is known to stay behind", async (t) => {
  const folder = temporaryFolder(t);
  const files = filesOf(join(folder, "errors.db"), folder);
  await startFiles(t, folder);
  const paths: Record<SourceFile, string> = {
    archive: files.archivePath,
    errors: files.errorsPath,
    access: files.accessPath,
  };
  const server = locate(await databaseOf(folder), folder);
  for (const [file, path] of Object.entries(paths) as [SourceFile, string][]) {
    const own = allPaged.filter((table) => table.file === file).map(({ name }) => name);
    const whole = file === "errors" ? wholeTables : [];
    const known = new Set([...own, ...whole, ...Object.keys(leftTables[file])]);
    const tables = tablesIn(path);
    assert.deepEqual(
      tables.filter((name) => !known.has(name)),
      [],
      `${file}: copy them, or say why not`,
    );
    const adopted = "errors_before_collector";
    assert.deepEqual(
      [...known].filter((name) => name !== adopted && !tables.includes(name)),
      [],
    );
  }
  const known = new Set<string>([
    ...allPaged.map(({ target }) => target),
    ...wholeTables,
    ...schemaTables,
  ]);
  const onServer = rowsAt(server, serverTablesSql).map(({ name }) => String(name));
  assert.deepEqual(
    onServer.filter((name) => !known.has(name)),
    [],
    "copy them, or say why not",
  );
  assert.deepEqual(
    [...known].filter((name) => !onServer.includes(name)),
    [],
  );

  await t.test("column by column", () => {
    for (const { file, name, target } of allPaged) {
      // Of the index of words a file shows no text.
      if (name === "search_text") continue;
      const here = columnsIn(paths[file], name).filter((column) => column !== "block_id");
      const there = rowsAt(server, serverColumnsSql, [target])
        .map((row) => String(row["name"]))
        .filter((column) => column !== "block_id");
      assert.deepEqual(there.toSorted(), here.toSorted(), name);
    }
  });
});

async function startFiles(t: TestContext, folder: string): Promise<void> {
  const collector = await startTestCollector(t, { DATABASE_URL: join(folder, "errors.db") });
  await collector.stop();
  await prepareStore(filesOf(join(folder, "errors.db"), folder), Date.now);
}

function readFile(path: string, sql: string, ...values: string[]): string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db
      .prepare(sql)
      .all(...values)
      .map(({ name }) => String(name));
  } finally {
    db.close();
  }
}

/** Without those that SQLite keeps for itself. */
const tablesIn = (path: string): string[] =>
  readFile(
    path,
    `select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual')
      and name not like 'sqlite_%'`,
  );
const columnsIn = (path: string, table: string): string[] =>
  readFile(path, "select name from pragma_table_info(?)", table);

const serverTablesSql = `select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'archive') and c.relkind in ('r', 'p') and not c.relispartition`;
const serverColumnsSql = `select attname as name from pg_attribute
  where attrelid = to_regclass(?) and attnum > 0 and not attisdropped`;
