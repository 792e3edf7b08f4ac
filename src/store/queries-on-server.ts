import { Kysely } from "kysely";
import { PostgresReading } from "./dialects/postgres-kysely.ts";
import type { ServerLocation } from "./location.ts";
import { PlainReads } from "./plain-reads.ts";
import type { OpenedQueries } from "./queries.ts";
import type { Tables } from "./tables.ts";

export function openOnServer({ place }: ServerLocation): OpenedQueries {
  const db = new Kysely<Tables>({ dialect: new PostgresReading(place) });
  return { db, packed: new PlainReads(db) };
}
