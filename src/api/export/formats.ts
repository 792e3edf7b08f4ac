import { csvField } from "../reads/rows.ts";
import { columns, type Exportable } from "./rows.ts";

export { parquetFile } from "./parquet.ts";
export type { Exportable } from "./rows.ts";

// Each takes a row when the reader has taken what was made of those before, so that an export of any
// length needs the memory of a few rows. What the rows throw is thrown on: the answer breaks off.

/** One JSON object to a line: the form that can be imported again. */
export async function* ndjsonRows(rows: AsyncIterable<Exportable>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** RFC 4180 with a header line; what is nested is JSON within its field. */
export async function* csvRows(rows: AsyncIterable<Exportable>): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => name).join(",")}\r\n`;
  for await (const row of rows) {
    yield `${columns.map(({ valueIn }) => csvField(harmless(valueIn(row)))).join(",")}\r\n`;
  }
}

/**
 * Spreadsheets carry out a field that begins like a formula, and what is in these fields anybody may have
 * sent. Such a text gets an apostrophe before it, which spreadsheets take as "this is text" (OWASP, CSV
 * injection). Whoever needs the very characters takes NDJSON or Parquet.
 */
function harmless(value: unknown): unknown {
  return typeof value === "string" && /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
}
