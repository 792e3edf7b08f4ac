import type { Dialect } from "./dialect.ts";

/** What SQLite says in its own way. */
export const sqliteDialect: Dialect = {
  name: "sqlite",
  begin: "begin immediate",
  beginReading: "begin",
  greatest: (one, other) => `max(${one}, ${other})`,
  least: (one, other) => `min(${one}, ${other})`,
  archivedUntil: "json_extract(archive, '$.time')",
  tagsOf: (list) => `json_each(${list}) as tag`,
  tagNumber: "abs(tag.value)",
  itemsOf: (items) => `json_each(${items}) as item`,
  errorOfItem: "json_extract(item.value, '$.errorId')",
  tagValueIs: "value = ? collate nocase",
  lastViewId: "select seq as n from sqlite_sequence where name = 'views'",
  numbersOf: (list) => `(select value from json_each(${list}))`,
  textsOf: (list) => `(select value from json_each(${list}))`,
  indexedText: (text) => text,
  announce: null,
  tableNamed: "select 1 as n from sqlite_master where type = 'table' and name = ?",
};
