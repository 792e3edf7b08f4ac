import { test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { killUnderLoad } from "../support/kill.ts";

test("a collector that is killed three times under load loses nothing that it answered", async (t) => {
  await killUnderLoad(t, { folder: temporaryFolder(t), kills: 3, answersPerKill: 300 });
});
