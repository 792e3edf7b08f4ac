import { isUtf8 } from "node:buffer";
import { asRecord } from "./text.ts";

export type ParsedBody =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly reason: string };

/**
 * Parses the bytes of a delivery as strict UTF-8 JSON whose outermost value is an object, as every
 * webhook's is. A byte order mark is accepted. The reason is a sentence for the sender and never
 * repeats any of what was sent.
 */
export function parseBody(bytes: Uint8Array): ParsedBody {
  if (!isUtf8(bytes)) return { ok: false, reason: reasonNotUtf8(bytes) };
  const start = hasByteOrderMark(bytes) ? 3 : 0;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString("utf8", start);
  try {
    const payload: unknown = JSON.parse(text);
    if (asRecord(payload) !== null) return { ok: true, payload };
    return {
      ok: false,
      reason: `The body is JSON, but ${kindOf(payload)} where an object is expected.`,
    };
  } catch (thrown) {
    return { ok: false, reason: reasonMalformed(bytes, text, thrown) };
  }
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function kindOf(payload: unknown): string {
  if (payload === null) return "null";
  if (Array.isArray(payload)) return "a list";
  return `a ${typeof payload}`;
}

function reasonNotUtf8(bytes: Uint8Array): string {
  const format = compressionOf(bytes);
  if (format !== null) return `The body is compressed (${format}); send it uncompressed.`;
  if (looksLikeUtf16(bytes)) return "The body is not UTF-8; it looks like UTF-16. Send UTF-8.";
  return "The body is not valid UTF-8. Send UTF-8.";
}

/** Told from the first bytes. Brotli has no mark of its own, so it counts as "not UTF-8". */
function compressionOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd) {
    return "zstd";
  }
  // RFC 1950: deflate with a window, and a check that the first two bytes are a multiple of 31.
  const head = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  return bytes[0] === 0x78 && head % 31 === 0 ? "zlib" : null;
}

function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  // JSON begins with an ASCII character, so one of the first two bytes is zero.
  return bytes.length >= 2 && (first === 0) !== (second === 0);
}

function reasonMalformed(bytes: Uint8Array, text: string, thrown: unknown): string {
  if (text.trim() === "") return "The body is empty.";
  const format = compressionOf(bytes);
  if (format !== null) return `The body is compressed (${format}); send it uncompressed.`;
  if (looksLikeUtf16(bytes)) return "The body is not UTF-8; it looks like UTF-16. Send UTF-8.";
  if (bytes.includes(0)) return "The body contains raw NUL bytes, which JSON does not allow.";
  const message = thrown instanceof Error ? thrown.message : "";
  const position = /at position (\d+)/.exec(message)?.[1];
  const truncated =
    message.startsWith("Unexpected end") ||
    message.startsWith("Unterminated") ||
    position === String(text.length);
  if (truncated)
    return `The body is not valid JSON: it ends too early, after ${text.length} characters.`;
  const where = position === undefined ? "" : ` at position ${position}`;
  return `The body is not valid JSON${where}.`;
}
