import { type MessagePort, parentPort } from "node:worker_threads";
import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import { type Column, columns, type Exportable } from "./rows.ts";

/** Rows come one by one; a word asks for those so far as a row group, or for the end of the file. */
export type ToParquet = { readonly row: Exportable } | "group" | "end";

// Makes one Parquet file in a thread of its own, and answers each word with the next bytes of it.

const types = {
  text: "STRING",
  time: "TIMESTAMP",
  flag: "BOOLEAN",
  whole: "INT32",
  json: "JSON",
} as const;

const port = parentPort as MessagePort;
const bytes = new ByteWriter();
const writer = new ParquetWriter({
  writer: bytes,
  schema: schemaFromColumnData({
    columnData: columns.map((each) => ({ ...columnOf(each, []), type: types[each.kind] })),
  }),
  createdBy: "sentry-error-collector",
});
let rows: Exportable[] = [];

port.on("message", (message: ToParquet) => {
  if (typeof message === "object") {
    rows.push(message.row);
    return;
  }
  if (message === "group") {
    // The library promises a promise only where its writer flushes to one.
    void writer.write({
      columnData: columns.map((each) => columnOf(each, rows)),
      rowGroupSize: rows.length,
    });
    rows = [];
  } else {
    void writer.finish();
  }
  const piece = bytes.getBytes().slice();
  // Only the place in the buffer: `offset` is the place in the file, by which its footer finds things.
  bytes.index = 0;
  port.postMessage(piece, [piece.buffer]);
});

function columnOf({ name, kind, valueIn }: Column, of: readonly Exportable[]) {
  return {
    name,
    data: of.map((row) => (kind === "time" ? new Date(String(valueIn(row))) : valueIn(row))),
    // The smallest and the largest value help who looks for times; of JSON they would be kept whole.
    statistics: kind === "time",
    offsetIndex: false,
  };
}
