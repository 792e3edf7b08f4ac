import type { Dialect } from "./dialect.ts";
import { tsvectorOf } from "./postgres-text.ts";

/** What PostgreSQL says in its own way. */
export const postgresDialect: Dialect = {
  name: "postgres",
  begin: "begin",
  beginReading: "begin isolation level repeatable read read only",
  greatest: (one, other) => `greatest(${one}, ${other})`,
  least: (one, other) => `least(${one}, ${other})`,
  archivedUntil: "(archive::jsonb ->> 'time')::bigint",
  tagsOf: (list) => `jsonb_array_elements_text(${list}) as tag(value)`,
  tagNumber: "abs(tag.value::bigint)",
  itemsOf: (items) => `jsonb_array_elements(${items}::jsonb) as item(value)`,
  errorOfItem: "(item.value ->> 'errorId')::bigint",
  tagValueIs: 'lower(value) = lower(?::text collate "C")',
  lastViewId: "select cursor as n from progress where name = 'view'",
  numbersOf: (list) =>
    `(select value::bigint from jsonb_array_elements_text(${list}::jsonb) as j (value))`,
  textsOf: (list) => `(select value from jsonb_array_elements_text(${list}::jsonb) as j (value))`,
  indexedText: tsvectorOf,
  announce: "select pg_notify('collector_changes', '')",
  tableNamed: "select 1 as n where to_regclass(?) is not null",
};
