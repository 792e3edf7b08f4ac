// What is archived scrubbed must mean what it meant: to whom it belongs, what makes a repetition, what is shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Reading, scrubBy } from "../../src/domain/index.ts";
import { identify, readDelivery, recognise } from "../../src/wire/index.ts";
import { corpusExists, type Sample, samplesOf } from "./corpus.ts";

const receivedAt = Date.UTC(2027, 0, 1);
const scrub = scrubBy({ enabled: true, keys: [], anonymiseAddresses: true });
const folders = ["integration_platform", "legacy_plugin", "glitchtip", "bugsink"];

function meaningOf({ headers }: Sample, payload: unknown) {
  const arrival = { headers, payload, receivedAt };
  const recognised = recognise(arrival);
  const { family } = recognised;
  return { family, identity: identify(recognised), readings: readDelivery(arrival).map(shown) };
}

function shown(reading: Reading): unknown {
  return "error" in reading ? { ...reading, error: scrub.whole(reading.error, "any") } : reading;
}

if (corpusExists) {
  test("every webhook of the corpus means the same when it was scrubbed before it was archived", () => {
    for (const sample of folders.flatMap(samplesOf)) {
      const archived: unknown = JSON.parse(JSON.stringify(scrub.archived(sample.body, null)));
      assert.deepEqual(meaningOf(sample, archived), meaningOf(sample, sample.body), sample.name);
    }
  });
} else {
  console.log("corpus of webhooks absent: none is scrubbed");
}
