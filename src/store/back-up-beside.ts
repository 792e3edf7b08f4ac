import { Worker } from "node:worker_threads";
import { Failure } from "../domain/index.ts";
import type { FileLocation } from "./location.ts";

/** `backUp` in a thread of its own. Resolves to the size of the backup in bytes. */
export function backUpBeside(location: FileLocation, file: string, now: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./backup-worker.ts", import.meta.url), {
      workerData: { location, file, now },
    });
    worker.once("message", ({ bytes, failure }: { bytes: number; failure?: string }) => {
      if (failure === undefined) resolve(bytes);
      else reject(new Failure("setup", failure));
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Failure("internal", "The backup's thread died.")));
  });
}
