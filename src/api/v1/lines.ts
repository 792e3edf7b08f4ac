import type { z } from "zod";
import { Failure } from "../../domain/index.ts";
import type { Line } from "./handlers.ts";
import { check } from "./messages.ts";

const newline = 0x0a;

/**
 * Reads NDJSON line by line while it arrives, in the memory of one line. What is wrong with a line is
 * told in its place; empty lines are passed over. Throws `invalid` when the body breaks off.
 */
export async function* readLines<Row extends z.ZodType>(
  body: AsyncIterable<Uint8Array>,
  { row, lineBytesMax }: { row: Row; lineBytesMax: number },
): AsyncGenerator<Line<z.output<Row>>> {
  let line = 0;
  for await (const text of textsOf(body, lineBytesMax)) {
    line += 1;
    if (text === null) {
      yield { line, ok: false, reason: `is longer than ${lineBytesMax} bytes` };
    } else if (text.trim() !== "") {
      yield { line, ...readLine(row, text) };
    }
  }
}

function readLine<Row extends z.ZodType>(
  row: Row,
  text: string,
): { ok: true; value: z.output<Row>; bytes: number } | { ok: false; reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: "is not JSON" };
  }
  const checked = check(row, value, "line");
  if (checked.ok) return { ...checked, bytes: Buffer.byteLength(text) };
  const [first] = checked.errors;
  return { ok: false, reason: `${first?.where}: ${first?.message}` };
}

/** The lines as text; null for one that is too long, whose bytes are let go of. */
async function* textsOf(
  body: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
): AsyncGenerator<string | null> {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const take = (piece: Uint8Array): void => {
    bytes += piece.length;
    if (bytes <= lineBytesMax) pieces.push(piece);
    else pieces = [];
  };
  const finish = (): string | null => {
    const text = bytes <= lineBytesMax ? Buffer.concat(pieces).toString() : null;
    pieces = [];
    bytes = 0;
    return text;
  };
  for await (const chunk of unbroken(body)) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, end));
      yield finish();
      from = end + 1;
    }
    take(chunk.subarray(from));
  }
  if (bytes > 0) yield finish();
}

/** A connection that ends too early is the sender's mistake, not ours. */
async function* unbroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    throw new Failure("invalid", "The body broke off before its end.", { cause: thrown });
  }
}
