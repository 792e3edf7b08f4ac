import type { SQLInputValue } from "node:sqlite";
import type { BridgeQuery } from "./postgres-messages.ts";

// A statement for one row becomes one for many: its values go as a few arrays, each a text, so that the server
// reads and plans one statement that does not depend on how many there are.
// Literals of arrays: https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO

type Values = readonly SQLInputValue[];

/** Rows of one statement; the texts of more weigh much. */
const rowsMax = 2000;

/** A statement that writes one row of a table, cut where its values stand. */
export interface WriteShape {
  readonly table: string;
  /** The columns that its values go to or are compared with, in their order; null: the first ones of the table. */
  readonly columns: readonly string[] | null;
  /** The same for many rows. `given`: they as `v (c1, c2, …)`. */
  readonly write: (given: string) => string;
}

/** The columns of a table in their order, and their types as SQL calls them. */
export type ColumnTypes = ReadonlyMap<string, string>;

const names = new Map<string, string>();

/** One name for one text, under which a connection's server keeps its plan. Texts must be few. */
export function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `e${names.size}`;
  names.set(sql, name);
  return name;
}

/** Question marks become numbers, as PostgreSQL wants them; `?1` keeps its number. */
export function numbered(sql: string): string {
  let next = 0;
  return sql.replace(/\?(\d*)/g, (_mark, given: string) => `$${given === "" ? ++next : given}`);
}

/**
 * Cuts an `insert … values (?, …)` or an `update … set column = ?, … where column = ?`; null for any other
 * statement.
 */
export function writeShape(sql: string): WriteShape | null {
  return insertShape(sql) ?? updateShape(sql);
}

const insertPattern =
  /^\s*insert into ([\w.]+)\s*(?:\(([^)]*)\))?\s*values\s*\(((?:\?|\w+|'\w*')(?:,\s*(?:\?|\w+|'\w*'))*)\)([^?]*)$/i;

function insertShape(sql: string): WriteShape | null {
  const cut = insertPattern.exec(sql);
  if (cut === null) return null;
  const [, table = "", list, tuple = "", tail = ""] = cut;
  const parts = partsOf(tuple);
  const named = list === undefined ? null : partsOf(list);
  // Without their names columns are told by place, which a literal among the values would shift.
  if (named === null && parts.some((part) => part !== "?")) return null;
  const into = named === null ? "" : `(${named.join(", ")})`;
  let next = 0;
  const selected = parts.map((part) => (part === "?" ? `v.c${++next}` : part)).join(", ");
  return {
    table,
    columns: named?.filter((_column, at) => parts[at] === "?") ?? null,
    write: (given) => `insert into ${table} ${into} select ${selected} from ${given} ${tail}`,
  };
}

/** A column gets a value, or as much more. */
const updatePattern =
  /^\s*update (\w+) set ((?:(\w+) = (?:\3 \+ )?\?,\s*)*(\w+) = (?:\4 \+ )?\?)\s+where (\w+) = \?\s*$/i;

function updateShape(sql: string): WriteShape | null {
  const cut = updatePattern.exec(sql);
  if (cut === null) return null;
  const [, table = "", list = ""] = cut;
  const key = cut.at(-1) ?? "";
  const parts = partsOf(list);
  const columns = parts.map((part) => part.replace(/ = .*/, ""));
  const sets = parts.map((part, at) => part.replace("?", `v.c${at + 1}`)).join(", ");
  return {
    table,
    columns: [...columns, key],
    write: (given) =>
      `update ${table} set ${sets} from ${given} where ${table}.${key} = v.c${columns.length + 1}`,
  };
}

/**
 * One statement for many rows, or as few as it takes. Null where it cannot be: a type is not known, a value is
 * bytes, or a row is to be changed twice.
 */
export function together(
  sql: string,
  { shape, types, rows }: { shape: WriteShape; types: ColumnTypes; rows: readonly Values[] },
): BridgeQuery[] | null {
  const width = rows[0]?.length ?? 0;
  const columns = shape.columns ?? [...types.keys()].slice(0, width);
  const known = columns.map((column) => types.get(column));
  if (columns.length !== width || known.includes(undefined)) return null;
  if (rows.some((row) => row.some((value) => ArrayBuffer.isView(value)))) return null;
  if (/^\s*update/i.test(sql) && isRepeated(rows.map((row) => row.at(-1)))) return null;
  return byArrays(shape.write(given(known as string[])), rows);
}

/** The number that a question finds for each of the rows, asked in one statement: see `together`. */
export function numbersTogether(
  sql: string,
  { types, rows }: { types: readonly string[]; rows: readonly Values[] },
): BridgeQuery[] {
  let next = 0;
  const one = sql.replace(/\?/g, () => `v.c${++next}`);
  // As a value of each row it is found by its key: no join whose order could be chosen once and for ever.
  return byArrays(
    `select (${one}) as n from ${given(types, "with ordinality")} order by v.at`,
    rows,
  );
}

/** The statement for all rows, an array for each column. */
function byArrays(sql: string, rows: readonly Values[]): BridgeQuery[] {
  const queries: BridgeQuery[] = [];
  for (let next = 0; next < rows.length; next += rowsMax) {
    const some = rows.slice(next, next + rowsMax);
    const values = (rows[0] ?? []).map((_value, column) => arrayOf(some.map((row) => row[column])));
    queries.push({ sql, values, name: nameOf(sql) });
  }
  return queries;
}

function given(types: readonly string[], ordinality = ""): string {
  const arrays = types.map((type, at) => `$${at + 1}::${type}[]`).join(", ");
  const columns = types.map((_type, at) => `c${at + 1}`).join(", ");
  const place = ordinality === "" ? "" : ", at";
  return `unnest(${arrays}) ${ordinality} as v (${columns}${place})`;
}

/** The text of an array. */
export function arrayOf(values: readonly (SQLInputValue | undefined)[]): string {
  return `{${values.map(elementOf).join(",")}}`;
}

function elementOf(value: SQLInputValue | undefined): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value !== "string") return String(value);
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
}

function partsOf(list: string): string[] {
  return list.split(",").map((part) => part.trim());
}

function isRepeated(values: readonly unknown[]): boolean {
  return new Set(values).size < values.length;
}
