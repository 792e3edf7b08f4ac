import assert from "node:assert/strict";
import { test } from "node:test";
import { aPlainError } from "../support/api-client.ts";
import { temporaryFolder } from "../support/collector.ts";
import { digested, valueIn } from "../support/database.ts";
import { type CollectorProcess, startProcess } from "../support/process.ts";
import { until } from "../support/until.ts";

/** More than are moved with the merge itself, several times over. */
const errorsOfEach = 2500;

async function deliverBoth(collector: CollectorProcess): Promise<void> {
  const numbers = Array.from({ length: errorsOfEach * 2 }, (_, number) => number + 1);
  while (numbers.length > 0) {
    const answers = numbers
      .splice(0, 250)
      .map((number) =>
        collector.deliver(aPlainError(number, { type: number % 2 === 1 ? "Odd" : "Even" })),
      );
    for (const { status } of await Promise.all(answers)) assert.equal(status, 201);
  }
  await digested(collector);
}

async function merge(collector: CollectorProcess): Promise<void> {
  const answer = await collector.deliver(
    { ids: ["WEB-1", "WEB-2"] },
    { "content-type": "application/json" },
    "/api/v1/issues/merge",
  );
  assert.equal(answer.status, 200, answer.text);
}

test("a large merge goes on where it was after kill -9, and is read whole all the while", async (t) => {
  const folder = temporaryFolder(t);
  const dies = await startProcess(t, folder);
  await deliverBoth(dies);
  await merge(dies);
  const { body } = await dies.read("/api/v1/issues/WEB-1");
  assert.equal(body.count, errorsOfEach * 2);
  await dies.stop("SIGKILL");

  const stays = await startProcess(t, folder);
  for (let after = "", found = 0; ; ) {
    const page = await stays.read(`/api/v1/issues/WEB-1/errors?limit=100${after}`);
    assert.equal(page.status, 200, page.text);
    found += page.body.items.length;
    after = `&cursor=${page.body.next_cursor}`;
    if (page.body.next_cursor !== null) continue;
    assert.equal(found, errorsOfEach * 2);
    break;
  }
  await until(
    "all have followed",
    () => valueIn(folder, "select count(*) from moving_errors") === 0,
  );
  assert.equal(
    valueIn(folder, "select count(*) from error_rows where issue_id = 1"),
    errorsOfEach * 2,
  );
});
