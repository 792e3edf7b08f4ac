import { Kysely } from "kysely";
import { openSqlite } from "./dialects/sqlite.ts";
import { teachFolding } from "./dialects/sqlite-fold.ts";
import { kyselyDialect } from "./dialects/sqlite-kysely.ts";
import type { FileLocation } from "./location.ts";
import { PackedReads } from "./packing/packed-reads.ts";
import type { OpenedQueries } from "./queries.ts";
import type { Tables } from "./tables.ts";

/** Both files through one connection: the archive is attached under its own name. */
export function openInFiles({ errorsPath, archivePath }: FileLocation): OpenedQueries {
  const file = openSqlite(errorsPath, { readOnly: true });
  teachFolding(file);
  file.prepare("attach database ? as archive").run(archivePath);
  return {
    db: new Kysely<Tables>({ dialect: kyselyDialect(file) }),
    packed: new PackedReads(file),
  };
}
