// What a copy moves, by the file that it lies in. A test holds these lists against both schemas, so that a table that
// a later migration adds is thought of here too.

export type SourceFile = "archive" | "errors" | "access";

/** Tables that go page by page, in this order: rows of who may refer to those of accounts. */
export const pagedTables = {
  archive: ["kinds", "deliveries", "repetitions"],
  errors: [
    "projects",
    "project_upstreams",
    "releases",
    "issues",
    "grouping_keys",
    "traces",
    "shared_words",
    "search_text",
    "tags",
    "error_rows",
    "imported_payloads",
    "error_identities",
    "sightings",
    "key_hours",
    "key_tags",
    "moving_errors",
    "project_hours",
    "activity",
    "changes",
    "content_keys",
    "outcomes",
    "idempotency_keys",
    "views",
    "doomed_deliveries",
    "removed_identities",
    "retention_runs",
    "sources",
    "outbox",
    "backfills",
    "upstream_marks",
    "upstream_issues",
    "upstream_hours",
  ],
  access: [
    "auth_users",
    "auth_sessions",
    "auth_accounts",
    "auth_verifications",
    "auth_two_factors",
    "auth_passkeys",
    "access_tokens",
    "access_links",
    "access_audit",
    "access_meta",
  ],
} as const satisfies Record<SourceFile, readonly string[]>;

/** Small tables of which an empty database has rows already: they go whole, last of all. */
export const wholeTables = ["progress", "removed_altogether", "meta"] as const;

/** Tables that stay behind, and why that loses nothing. */
export const leftTables: Readonly<Record<SourceFile, Readonly<Record<string, string>>>> = {
  archive: {
    blocks: "a server has none: what is packed arrives as rows",
    unsettled: "it is about blocks",
    packing: "it is about blocks",
    meta: "the name by which the files find each other, and probes",
    schema_migrations: "a server has its own",
  },
  errors: {
    errors_before_collector: "its rows are errors by now",
    schema_migrations: "a server has its own",
  },
  access: { schema_migrations: "a server has its own" },
};

/** The tables on a server that say how far its schemas are. */
export const schemaTables = [
  "schema_migrations",
  "access_migrations",
  "archive.schema_migrations",
] as const;

/** Rows of `progress` that only a server needs. */
export const lastViewName = "view";

/** Keys of `meta` that belong to a place and not to what is kept: probes, who wrote last, and the copy itself. */
export const ownMeta = "key in ('probe', 'writer') or key = 'copy' or key like 'copy.%'";

/** A table as it is called on the server. */
export function targetName(file: SourceFile, table: string): string {
  return file === "archive" ? `archive.${table}` : table;
}

/** A table that goes page by page. */
export interface PagedTable {
  readonly file: SourceFile;
  readonly name: string;
  /** Its name on the server. */
  readonly target: string;
}

/** All of them in their order. */
export const allPaged: readonly PagedTable[] = (["archive", "errors", "access"] as const).flatMap(
  (file) => pagedTables[file].map((name) => ({ file, name, target: targetName(file, name) })),
);
