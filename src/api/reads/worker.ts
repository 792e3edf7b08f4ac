import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { messageOf, toFailure } from "../../domain/index.ts";
import { openQueries, unavailableIfTrouble, usualReach, yieldToDoors } from "../../store/index.ts";
import type { ReaderFailure, ReaderSetup } from "./readers.ts";
import { type ReadName, reads } from "./reads.ts";

// A reader's thread: one query at a time, so that a slow one never stalls the doors.

const port = parentPort as MessagePort;
// Behind the digest too: what was answered is to be known before it is asked for.
yieldToDoors(15);
const { location, queryMsMax } = workerData as ReaderSetup;
const queries = await openQueries(location, { msMax: queryMsMax, ...usualReach });

port.on("message", async ({ name, ask }: { name: ReadName; ask: never }) => {
  try {
    port.postMessage({ reply: await reads[name](queries, ask) });
  } catch (thrown) {
    const { code, message, cause } = toFailure(
      unavailableIfTrouble(thrown, "This cannot be read now"),
    );
    const detail = cause === undefined ? undefined : messageOf(cause);
    port.postMessage({ failure: { code, message, detail } satisfies ReaderFailure });
  }
});
