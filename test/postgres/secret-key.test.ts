import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, signIn, signUp } from "../support/callers.ts";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { rowsIn } from "../support/database.ts";
import { serverOf } from "../support/postgres.ts";
import { assertRefused, runCommand, startProcess } from "../support/process.ts";
import { until } from "../support/until.ts";

process.env["TEST_DATABASE"] = "postgres";

const oldKey = "the key that all collectors have at first";
const newKey = "the key that they are to have from now on";

test("a collector with another SECRET_KEY than those on its server does not start, and the key is nowhere on it", async (t) => {
  const folder = temporaryFolder(t);
  const server = await serverOf(folder);
  const first = await startProcess(t, folder, { SECRET_KEY: oldKey });
  const refused = await runCommand(folder, [], { ...server, PORT: "0", SECRET_KEY: newKey });
  assertRefused(refused, /SECRET_KEY is another one than the collectors .* have: .*admin new-key/);
  assert.ok(!refused.err.includes(newKey));
  assert.equal((await first.read("/health")).status, 200, "the others go on");
  await startProcess(t, folder, { SECRET_KEY: oldKey });
  await startProcess(t, folder, { SECRET_KEY: "" });
  const kept = JSON.stringify(rowsIn(folder, "select * from meta"));
  assert.match(kept, /secret_key/);
  assert.ok(!kept.includes(oldKey));
});

test("the key of all collectors is replaced while none runs; accounts stay, sessions end", async (t) => {
  const folder = temporaryFolder(t);
  const withNew = { ...(await serverOf(folder)), SECRET_KEY: newKey };
  const before = await startTestCollector(t, { folder, SECRET_KEY: oldKey });
  const { headers, mail } = await signUp(before, {}, { mail: "ada@example.org" });
  const early = await runCommand(folder, ["admin", "new-key"], withNew);
  assertRefused(early, /Collectors still run on .*: stop them all first/);
  await before.stop();
  const { out } = await until("the command finds nobody", async () => {
    const ended = await runCommand(folder, ["admin", "new-key"], withNew);
    return ended.code === 0 ? ended : null;
  });
  assert.match(out, /Start all collectors with this SECRET_KEY/);
  const old = await runCommand(folder, [], { ...withNew, PORT: "0", SECRET_KEY: oldKey });
  assertRefused(old, /SECRET_KEY is another one/);
  const after = await startTestCollector(t, { folder, SECRET_KEY: newKey });
  assert.equal((await ask(after, "/errors", { headers })).status, 401);
  const again = await signIn(after, mail);
  assert.equal((await ask(after, "/errors", { headers: again })).status, 200);
});

test("where the data is files, or no key is given, the command says what to do instead", async (t) => {
  const folder = temporaryFolder(t);
  assertRefused(await runCommand(folder, ["admin", "new-key"]), /start it with another SECRET_KEY/);
  const server = { ...(await serverOf(folder)), SECRET_KEY: "" };
  assertRefused(
    await runCommand(folder, ["admin", "new-key"], server),
    /Set SECRET_KEY to the new/,
  );
  assertRefused(await runCommand(folder, ["admin", "old-key"], server), /admin create, which/);
});
