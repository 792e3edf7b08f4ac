import { asRecord, type Fields } from "../text.ts";

/**
 * The objects of `exception`, `breadcrumbs` or `threads`, which arrive as a list, as `{values: […]}`
 * or as a single object, with null between (relay-event-schema protocol). At most `limit`, the last
 * ones: they are the newest, or the outermost.
 */
export function readValues(value: unknown, limit: number): readonly Fields[] {
  const list = listOf(value);
  const records: Fields[] = [];
  for (let i = Math.max(0, list.length - limit); i < list.length; i++) {
    const record = asRecord(list[i]);
    if (record !== null) records.push(record);
  }
  return records;
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const record = asRecord(value);
  if (record === null) return [];
  const values = record["values"];
  if (values === undefined) return [record];
  if (Array.isArray(values)) return values;
  return [values];
}
