import { existsSync } from "node:fs";
import { openSqlite } from "./dialects/sqlite.ts";
import type { Location } from "./location.ts";
import { newerFailure, newestOf, schemaVersionIfAny } from "./migrate.ts";
import { accessSchema, archiveSchema, errorsSchema, openArchive, type Schema } from "./open.ts";

/** How far a schema is. */
export interface SchemaState {
  readonly what: "errors" | "archive" | "access";
  /** The file or the database, as it may be shown. */
  readonly path: string;
  /** Steps that were taken; 0 where there is nothing yet. */
  readonly have: number;
  /** Steps that this program knows. */
  readonly newest: number;
  /** The names of those that are to be taken, in their order. */
  readonly missing: readonly string[];
}

/** How far each schema is; nothing is made or changed. Throws a `setup` failure for one that a newer program wrote. */
export function schemaStates(location: Location): SchemaState[] {
  const schemas = [
    ["errors", errorsSchema(location)],
    ["archive", archiveSchema(location)],
    ["access", accessSchema(location)],
  ] as const;
  if (location.kind === "sqlite") {
    return schemas.map(([what, schema]) => stateOf(what, schema, versionInFile(schema)));
  }
  const db = openArchive(location);
  try {
    return schemas.map(([what, schema]) =>
      stateOf(what, schema, schemaVersionIfAny(db, schema.table)),
    );
  } finally {
    db.close();
  }
}

function stateOf(
  what: SchemaState["what"],
  { path, migrations }: Schema,
  have: number,
): SchemaState {
  const newest = newestOf(migrations);
  if (have > newest) throw newerFailure(path, { have, newest });
  const missing = migrations.filter(({ version }) => version > have).map(({ name }) => name);
  return { what, path, have, newest, missing };
}

function versionInFile(schema: Schema): number {
  if (!existsSync(schema.path)) return 0;
  const db = openSqlite(schema.path, { readOnly: true });
  try {
    return schemaVersionIfAny(db, schema.table);
  } finally {
    db.close();
  }
}
