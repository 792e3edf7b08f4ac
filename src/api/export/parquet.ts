import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ToParquet } from "./parquet-worker.ts";
import type { Exportable } from "./rows.ts";

/** Rows of one row group, at most: they are in memory together, once as they come and once encoded. */
const groupRowsMax = 5000;
/** Characters of their texts, at most, about: a group of large errors has fewer rows. */
const groupCharsMax = 8 * 1024 * 1024;

/**
 * One Parquet file, given out row group by row group while it is made (Snappy; times are timestamps in
 * milliseconds, what is nested is JSON). Its footer, which comes last, has 2 KiB for each group. Encoding
 * a group takes a quarter of a second, so it is done in a thread of its own.
 */
export async function* parquetFile(rows: AsyncIterable<Exportable>): AsyncGenerator<Uint8Array> {
  const worker = new Worker(new URL("./parquet-worker.ts", import.meta.url));
  const say = (message: ToParquet): void => worker.postMessage(message);
  const answer = async (message: ToParquet): Promise<Uint8Array> => {
    const told = once(worker, "message");
    say(message);
    const [piece] = await told;
    return piece as Uint8Array;
  };
  try {
    let [count, chars] = [0, 0];
    for await (const row of rows) {
      say({ row });
      count += 1;
      chars += charsOf(row);
      if (count < groupRowsMax && chars < groupCharsMax) continue;
      yield await answer("group");
      [count, chars] = [0, 0];
    }
    if (count > 0) yield await answer("group");
    yield await answer("end");
  } finally {
    await worker.terminate();
  }
}

/** About how much text is in a value; a guess is enough to bound a group. */
function charsOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  let chars = 8;
  for (const key in value) chars += key.length + charsOf((value as Record<string, unknown>)[key]);
  return chars;
}
