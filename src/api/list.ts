import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ErrorPlace } from "../store/index.ts";
import { cursorOf, type PageAsk } from "./ask.ts";
import type { Page } from "./reads/reads.ts";
import { csvField, type ListFormat } from "./reads/rows.ts";

/** Rows that are fetched at a time: a whole list streams in the memory of two pages. */
const rowsPerPage = 200;

const contentTypes: Readonly<Record<ListFormat, string>> = {
  json: "application/json; charset=utf-8",
  ndjson: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8",
};

/** The form that the reader asks for; JSON where it does not care. */
export function formatOf(request: FastifyRequest): ListFormat {
  const accept = request.headers.accept ?? "";
  if (accept.includes("application/x-ndjson")) return "ndjson";
  return accept.includes("text/csv") ? "csv" : "json";
}

interface List<Place> {
  readonly format: ListFormat;
  readonly ask: PageAsk<Place>;
  /** The columns of the CSV. */
  readonly columns: readonly string[];
  readonly fetch: (before: Place | null, limit: number) => Promise<Page<Place>>;
  /** The address of this list, for its Link header. */
  readonly url: URL;
}

/**
 * Sends a list. With `limit` it is one page and says in `Link` (RFC 8288) where the next one is;
 * without, it streams to its end, page by page: no transaction is held open for a slow reader.
 */
export async function sendList<Place extends ErrorPlace | number>(
  reply: FastifyReply,
  list: List<Place>,
): Promise<FastifyReply> {
  const { format, ask, columns } = list;
  void reply.type(contentTypes[format]).header("vary", "Accept");
  // The first page before anything is sent, so that a failure can still be told as one.
  const first = await list.fetch(ask.before, ask.limit ?? rowsPerPage);
  const opening = format === "csv" ? `${columns.map(csvField).join(",")}\r\n` : "";
  const [before, after] = format === "json" ? ["[", "]\n"] : [opening, ""];
  if (ask.limit === null) return reply.send(Readable.from(stream(list, first, { before, after })));
  if (first.next !== null) {
    const url = new URL(list.url);
    url.searchParams.set("cursor", cursorOf(first.next));
    void reply.header("link", `<${url.href}>; rel="next"`);
  }
  return reply.send(before + first.text + after);
}

async function* stream<Place>(
  { format, fetch }: List<Place>,
  first: Page<Place>,
  frame: { before: string; after: string },
): AsyncGenerator<string> {
  const between = format === "json" ? ",\n" : "";
  yield frame.before + first.text;
  for (let { next } = first; next !== null; ) {
    const page = await fetch(next, rowsPerPage);
    if (page.rows > 0) yield between + page.text;
    next = page.next;
  }
  yield frame.after;
}
