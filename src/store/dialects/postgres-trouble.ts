import type { BridgeFailure } from "./postgres-messages.ts";

/** What PostgreSQL, or the way to it, refused. */
export class PostgresError extends Error {
  /** As PostgreSQL or the network calls it; null: neither did. */
  readonly sqlState: string | null;
  readonly isConnectionLost: boolean;

  constructor({ message, code, isConnectionLost }: BridgeFailure) {
    super(message);
    this.name = "PostgresError";
    this.sqlState = code;
    this.isConnectionLost = isConnectionLost;
  }
}

// https://www.postgresql.org/docs/15/errcodes-appendix.html
const sentences: Readonly<Record<string, string>> = {
  "25006": "the database takes no writes (it is a standby, or set to be read only)",
  "53100": "the disk of the database is full",
  "53200": "the database has no memory left",
  "53300": "the database takes no more connections",
  "55P03": "another program holds the database",
  "57014": "the database took too long",
  "40001": "another collector changed the same",
  "40P01": "another collector changed the same",
};
const classes: Readonly<Record<string, string>> = {
  "08": "the database cannot be reached",
  "28": "the database does not let the collector in",
  "3D": "the database that DATABASE_URL names is not there",
  "53": "the database has too little of something",
  "57": "the database is stopping or starting",
  "58": "the database failed to read or write",
  XX: "the database is damaged",
};

/** Why the database cannot serve, as a sentence; null when it is the statement's fault. */
export function postgresTrouble(thrown: unknown): string | null {
  if (!(thrown instanceof PostgresError)) return null;
  const { sqlState, isConnectionLost } = thrown;
  const known =
    sqlState === null ? undefined : (sentences[sqlState] ?? classes[sqlState.slice(0, 2)]);
  return known ?? (isConnectionLost ? `the database cannot be reached (${thrown.message})` : null);
}
