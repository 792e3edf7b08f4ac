import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../domain/index.ts";
import { yieldToDoors } from "../priority.ts";
import type { PackingCall, PackingData, PackingReply } from "./messages.ts";
import { PackingSource } from "./source.ts";

// The packer's thread: it reads and compresses. What comes of it is written by the archive, in the main
// thread, so that the file has one writer.

const { archivePath } = workerData as PackingData;
const port = parentPort as MessagePort;
// Packing can wait for the digest too.
yieldToDoors(19);
const source = new PackingSource(archivePath);

port.on("message", ({ name, ask }: PackingCall) => {
  const say = (reply: PackingReply): void => port.postMessage(reply);
  try {
    if (name === "close") {
      source.close();
      port.close();
      return;
    }
    // The pair belongs together: `PackingCall` is a union over both.
    const reply = (source[name] as (ask: never) => unknown).call(source, ask as never);
    say({ reply, failure: null });
  } catch (thrown) {
    say({ reply: null, failure: messageOf(thrown) });
  }
});
