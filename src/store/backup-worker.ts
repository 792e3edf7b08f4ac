import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../domain/index.ts";
import { backUp } from "./backup.ts";
import type { FileLocation } from "./location.ts";

// Copying a large database takes a while: it happens beside the doors, not between them.
const { location, file, now } = workerData as { location: FileLocation; file: string; now: number };
const port = parentPort as MessagePort;
try {
  port.postMessage({ bytes: await backUp(location, file, now) });
} catch (thrown) {
  port.postMessage({ failure: messageOf(thrown) });
}
