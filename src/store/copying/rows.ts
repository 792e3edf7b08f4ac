import type { SQLInputValue } from "node:sqlite";
import { Failure } from "../../domain/index.ts";
import type { Connection } from "../connection.ts";
import { withoutNul } from "../dialects/postgres-text.ts";
import { Blocks } from "../packing/blocks.ts";

export type Values = readonly SQLInputValue[];

/** One row on its way, or a place where one was that cannot be read. */
export interface CopiedRow {
  /** By which it is found again: where a copy goes on after it. */
  readonly key: Values;
  /** In the order of the columns; null: it is damaged and stays behind. */
  readonly values: Values | null;
}

/** Rows of a table in the order of their keys. */
export interface Reading {
  readonly columns: readonly string[];
  rows(after: Values | null): Iterable<CopiedRow>;
}

/** A window of packed deliveries comes from as many blocks as there are lanes: see `ArchiveReader`. */
const cacheBytesMax = 64 * 1024 * 1024;

/** A table that is the same on both sides. */
export function plainReading(db: Connection, table: string): Reading {
  const { columns, keys } = columnsOf(db, table);
  const ordered = [...keys, ...columns.filter((column) => !keys.includes(column))];
  const list = quoted(ordered);
  return {
    columns: ordered,
    *rows(after) {
      const [key, marks] = [quoted(keys), keys.map(() => "?").join(", ")];
      const where = after === null ? "" : `where (${key}) > (${marks})`;
      const sql = `select ${list} from "${table}" ${where} order by ${key}`;
      for (const row of db.prepare(sql).iterate(...(after ?? []))) {
        const values = Object.values(row);
        yield { key: values.slice(0, keys.length), values: values.map(withoutNul) };
      }
    },
  };
}

/** Deliveries, packed or not, as a server keeps them: each with its own bytes. */
export function deliveryReading(db: Connection): Reading {
  const blocks = new Blocks(db, { schema: "main", cacheBytesMax });
  const bytesOf = (id: number, blockId: number): Values | null => {
    try {
      const { contentKey, headers } = blocks.head({ id, blockId });
      return [contentKey, headers, blocks.body({ id, blockId })];
    } catch (thrown) {
      if (thrown instanceof Failure) return null;
      throw thrown;
    }
  };
  return {
    columns: deliveryColumns,
    *rows(after) {
      const sql = `select id, received_at, lane, kind_id, body_bytes, content_key, headers, body, block_id
        from deliveries where id > ? order by id`;
      for (const row of db.prepare(sql).iterate(Number(after?.[0] ?? 0))) {
        const [id, ...rest] = Object.values(row);
        const [own, blockId] = [rest.slice(0, 4), row["block_id"]];
        const bytes = blockId === null ? rest.slice(4, 7) : bytesOf(Number(id), Number(blockId));
        const values = bytes === null ? null : [Number(id), ...own, ...bytes.map(withoutNul)];
        yield { key: [Number(id)], values };
      }
    },
  };
}

const deliveryColumns = [
  "id",
  "received_at",
  "lane",
  "kind_id",
  "body_bytes",
  "content_key",
  "headers",
  "body",
];

/**
 * The pieces of text that searching looks through. A file keeps no text of them, only which words stand where, word by
 * word: brought into the order of the pieces (which SQLite does in a temporary file), they are the text again, as far as
 * searching goes.
 */
export function textReading(db: Connection, indexed: (text: string) => string): Reading {
  db.exec(
    "create virtual table if not exists temp.copied_words using fts5vocab(main, search_text, instance)",
  );
  return {
    columns: ["rowid", "text"],
    *rows(after) {
      const from = Number(after?.[0] ?? Number.MIN_SAFE_INTEGER);
      const words = db
        .prepare(`select doc, term from temp.copied_words where doc > ? order by doc, "offset"`)
        .iterate(from)
        [Symbol.iterator]();
      let next = words.next();
      // Also pieces that have no word are rows.
      for (const { id } of db
        .prepare("select id from search_text_docsize where id > ? order by id")
        .iterate(from)) {
        const said: string[] = [];
        for (; !next.done && Number(next.value["doc"]) <= Number(id); next = words.next()) {
          said.push(String(next.value["term"]));
        }
        yield { key: [Number(id)], values: [Number(id), indexed(said.join(" "))] };
      }
    },
  };
}

/** Columns in their order, and those of the primary key in theirs. */
export function columnsOf(db: Connection, table: string) {
  const rows = db.prepare("select name, pk from pragma_table_info(?)").all(table);
  const keys = rows
    .filter(({ pk }) => Number(pk) > 0)
    .toSorted((one, other) => Number(one["pk"]) - Number(other["pk"]));
  return { columns: rows.map(nameIn), keys: keys.map(nameIn) };
}

function nameIn(row: Readonly<Record<string, SQLInputValue>>): string {
  return String(row["name"]);
}

/** Names of columns, some of which are written in both cases. */
export function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(", ");
}

/** What goes together, in one transaction. */
export interface Page {
  readonly rows: readonly Values[];
  /** The key of its last row. */
  readonly last: Values;
  /** Bytes of what is no text: bodies of deliveries, lines of imports. */
  readonly bytes: number;
  /** Keys of rows that are damaged. */
  readonly damaged: readonly Values[];
}

const pageRowsMax = 2000;
/** Of a page, unless it is one larger row: it is in memory a few times. */
const pageBytesMax = 4 * 1024 * 1024;

/** Cuts rows into pages. */
export function* pagesOf(rows: Iterable<CopiedRow>): Generator<Page, void, void> {
  let page = emptyPage();
  for (const { key, values } of rows) {
    page.last = key;
    if (values === null) page.damaged.push(key);
    else {
      page.rows.push(values);
      const { bytes, chars } = weightOf(values);
      page.bytes += bytes;
      page.chars += chars;
    }
    const count = page.rows.length + page.damaged.length;
    if (count < pageRowsMax && page.bytes + page.chars < pageBytesMax) continue;
    yield page;
    page = emptyPage();
  }
  if (page.last.length > 0) yield page;
}

function weightOf(values: Values): { readonly bytes: number; readonly chars: number } {
  let [bytes, chars] = [0, 0];
  for (const value of values) {
    if (value instanceof Uint8Array) bytes += value.byteLength;
    else if (typeof value === "string") chars += value.length;
  }
  return { bytes, chars };
}

function emptyPage() {
  return { rows: [] as Values[], last: [] as Values, bytes: 0, chars: 0, damaged: [] as Values[] };
}
