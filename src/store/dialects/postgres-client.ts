import { readFileSync } from "node:fs";
import pg from "pg";
import type { BridgeFailure, PostgresPlace } from "./postgres-messages.ts";

// Numbers that JavaScript holds exactly come as numbers: int8, and numeric, which is what sums are.
const asNumber = new Set([20, 1700]);
/** json and jsonb are read as text, as SQLite keeps them. */
const asText = new Set([114, 3802]);

const types = {
  getTypeParser(id: number, format?: "text" | "binary") {
    if (asNumber.has(id)) return Number;
    if (asText.has(id)) return (value: string) => value;
    return pg.types.getTypeParser(id, format as "text");
  },
} as unknown as pg.CustomTypesConfig;

/** The settings of a client or a pool. Throws where the certificates cannot be read. */
export function clientConfig(place: PostgresPlace): pg.ClientConfig {
  const url = new URL(place.url);
  const mode = url.searchParams.get("sslmode");
  url.searchParams.delete("sslmode");
  return {
    connectionString: url.toString(),
    ssl: sslOf(mode, place.caFile),
    types,
    application_name: "sentry-error-collector",
    connectionTimeoutMillis: place.connectMsMax,
    statement_timeout: place.statementMsMax,
    keepAlive: true,
    // Tables of the archive lie in a schema of their own, and are found without naming it. What is asked is found by
    // an index wherever there is one: a plan may be kept from when a table was small, and what stops after so many
    // rows looks cheap to a planner that reads the table whole for it.
    options: "-c search_path=public,archive -c enable_seqscan=off",
  };
}

/** As libpq has it: `require` encrypts, `verify-ca` and `verify-full` look who answers. */
function sslOf(mode: string | null, caFile: string | null): pg.ClientConfig["ssl"] {
  const ca = caFile === null ? {} : { ca: readFileSync(caFile, "utf8") };
  switch (mode) {
    case "require":
      return caFile === null
        ? { rejectUnauthorized: false }
        : { ...ca, checkServerIdentity: () => undefined };
    case "verify-ca":
      return { ...ca, checkServerIdentity: () => undefined };
    case "verify-full":
      return ca;
    default:
      return caFile === null ? false : ca;
  }
}

/** What was thrown, as it crosses threads. `isGone`: the connection is known to be lost. */
export function failureOf(thrown: unknown, isGone = false): BridgeFailure {
  const { message, code } = thrown as { message?: string; code?: unknown };
  const known = typeof code === "string" ? code : null;
  // Errors of the server have five characters; all others are the network's.
  const isServer = known !== null && /^[0-9A-Z]{5}$/.test(known) && known !== "EPIPE";
  const isConnectionLost = !isServer || isGone;
  return { message: message ?? String(thrown), code: known, isConnectionLost };
}
