import { test } from "node:test";
import { temporaryFolder } from "../support/collector.ts";
import { killUnderLoad } from "../support/kill.ts";

test("a collector that is killed fifty times under load loses nothing that it answered", async (t) => {
  await killUnderLoad(t, { folder: temporaryFolder(t), kills: 50, answersPerKill: 500 });
});
