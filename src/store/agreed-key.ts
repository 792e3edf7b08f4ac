import { createHmac } from "node:crypto";
import { Failure } from "../domain/index.ts";
import { type Connection, hasTable } from "./connection.ts";
import type { ServerLocation } from "./location.ts";
import { openErrors } from "./open.ts";
import { openSecrets } from "./secrets.ts";

// Collectors on one server sign sessions and seal tokens by one key. The server knows its fingerprint, so that one with
// another key is noticed when it starts, and not by those who are signed out at every second request.

/**
 * Keeps the fingerprint of the key at the first start. Throws a `setup` failure where other collectors have another key.
 * To be called when the tables are there.
 */
export function agreeOnKey(location: ServerLocation, key: string): void {
  onServer(location, (db) => {
    const fingerprint = fingerprintOf(key);
    db.prepare("insert into meta values (?, ?) on conflict do nothing").run(name, fingerprint);
    const agreed = db.prepare("select value from meta where key = ?").get(name)?.["value"];
    if (agreed === fingerprint) return;
    throw new Failure(
      "setup",
      `SECRET_KEY is another one than the collectors on ${location.name} have: give this one the same, or, to change it for all of them, stop them all, run collector admin new-key with the new one, and start them with it.`,
    );
  });
}

/** Makes this key that of all collectors. Throws a `setup` failure while one runs, since it would go on with the old one. */
export function replaceKey(location: ServerLocation, key: string): void {
  onServer(location, (db) => {
    // Nothing is there yet: the first start keeps the fingerprint.
    if (!hasTable(db, "public.meta")) return;
    const others = Number(db.prepare(othersSql).get()?.["n"]);
    if (others > 0) {
      throw new Failure(
        "setup",
        `Collectors still run on ${location.name}: stop them all first, since they would go on with the old key.`,
      );
    }
    db.prepare(replaceSql).run(name, fingerprintOf(key));
  });
}

const name = "secret_key";
const othersSql = `select count(*) as n from pg_stat_activity
  where datname = current_database() and application_name = current_setting('application_name')
    and pid <> pg_backend_pid()`;
const replaceSql = `insert into meta values (?, ?)
  on conflict (key) do update set value = excluded.value`;

/** Tells nothing of the key: it is made by one that was derived from it. */
function fingerprintOf(key: string): string {
  const derived = openSecrets({ folder: null, key }).keyFor("fingerprint");
  return createHmac("sha256", derived).update("sentry-error-collector").digest("base64url");
}

function onServer(location: ServerLocation, work: (db: Connection) => void): void {
  const db = openErrors(location);
  try {
    work(db);
  } finally {
    db.close();
  }
}
