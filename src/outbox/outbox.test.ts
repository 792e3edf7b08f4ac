import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutboxJob } from "../domain/index.ts";
import { type JobResult, Outbox, type OutboxDeps } from "./outbox.ts";

const until = new Error("everything is to stop");

/** An outbox in which three pieces of work wait, and what it does. */
function anOutbox(run: (job: OutboxJob) => Promise<JobResult>) {
  const did: { ended: number[]; released: (readonly number[])[] } = { ended: [], released: [] };
  const jobs = [1, 2, 3].map((id) => ({ id }) as OutboxJob);
  const deps: OutboxDeps = {
    holder: "me",
    kinds: [{ kind: "write_back", delayMs: 0 }],
    now: () => 1000,
    lease: () => Promise.resolve([1, 2, 3]),
    jobs: () => jobs,
    nextDue: () => 0,
    run,
    end: async ({ id }) => {
      did.ended.push(id);
    },
    release: async (ids) => {
      did.released.push(ids);
    },
  };
  return { outbox: new Outbox(deps), did };
}

test("what was leased and not done is given back when everything is to stop", async () => {
  const { outbox, did } = anOutbox(async ({ id }) => {
    if (id === 2) throw until;
    return { state: "done", reason: null };
  });
  await assert.rejects(outbox.turn(), until);
  assert.deepEqual(did, { ended: [1], released: [[2, 3]] });
});

test("nothing is given back when all of it is done", async () => {
  const { outbox, did } = anOutbox(async () => ({ state: "done", reason: null }));
  await outbox.turn();
  assert.deepEqual(did, { ended: [1, 2, 3], released: [] });
});
