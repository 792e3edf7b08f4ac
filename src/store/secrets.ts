import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, messageOf } from "../domain/index.ts";

/** Keeps secrets so that the database alone does not tell them. */
export interface Secrets {
  seal(text: string): string;
  /** Throws a `setup` failure for what was sealed with another key. */
  open(sealed: string): string;
  /** A key for one purpose, from which no other is learnt. */
  keyFor(purpose: string): string;
}

const version = "v1";
const keyBytes = 32;
const nonceBytes = 12;
const keyFile = "secret.key";

interface SecretsPlace {
  /** The data folder; null where there is none. */
  readonly folder: string | null;
  /** SECRET_KEY. */
  readonly key: string | null;
}

/**
 * Secrets by AES-256-GCM. The key is made of `key` (SECRET_KEY) where it is set, else of a file in the data
 * folder that only its owner can read, which is made when it is first needed. Collectors that share a server share no
 * folder: there the key must be set.
 */
export function openSecrets({ folder, key }: SecretsPlace): Secrets {
  const path = folder === null ? null : join(folder, keyFile);
  const derive = (text: string, purpose = "secrets") =>
    Buffer.from(hkdfSync("sha256", text, "", `sentry-error-collector ${purpose}`, keyBytes));
  const root = () => key ?? keyIn(path);
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", derive(root()), nonce);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"));
      return [version, ...parts].join(".");
    },
    open(text) {
      const known = key ?? (path === null ? null : keyInFile(path));
      if (known === null) throw unreadable(`${path ?? "SECRET_KEY"} is missing`);
      const [, nonce = "", tag = "", sealed = ""] = text.split(".");
      try {
        const bytes = (part: string) => Buffer.from(part, "base64url");
        const decipher = createDecipheriv("aes-256-gcm", derive(known), bytes(nonce));
        decipher.setAuthTag(bytes(tag));
        return Buffer.concat([decipher.update(bytes(sealed)), decipher.final()]).toString("utf8");
      } catch {
        // What the cipher says of it helps nobody: the key is another one.
        throw unreadable(key === null ? `${path} is another one` : "SECRET_KEY is another one");
      }
    },
    keyFor: (purpose) => derive(root(), `key: ${purpose}`).toString("base64url"),
  };
}

/** The key of the file, which is made where there is none. */
function keyIn(path: string | null): string {
  if (path !== null) return keyInFile(path) ?? makeKey(path);
  throw new Failure(
    "unavailable",
    "Collectors that share a server need the same SECRET_KEY to let anybody sign in and to keep a token: set it, and start again.",
  );
}

function unreadable(why: string): Failure {
  return new Failure(
    "setup",
    `A secret cannot be opened, since ${why}: restore the key, or enter the secret again.`,
  );
}

function keyInFile(path: string): string | null {
  const key = readIfThere(path)?.trim() ?? null;
  if (key === null || key.length >= keyBytes) return key;
  throw new Failure(
    "setup",
    `${path} holds no key: put the one back that was there, or remove the file to begin with another; secrets that were kept by the old one must then be entered again.`,
  );
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "ENOENT") return null;
    throw new Failure("setup", `${path} cannot be read (${messageOf(thrown)}).`, { cause: thrown });
  }
}

/** Another process may make it at the same moment: the first one stays. */
function makeKey(path: string): string {
  const key = randomBytes(keyBytes).toString("base64url");
  try {
    writeFileSync(path, `${key}\n`, { mode: 0o600, flag: "wx", flush: true });
    return key;
  } catch (thrown) {
    const other = keyInFile(path);
    if (other !== null) return other;
    throw new Failure("setup", `${path} cannot be written (${messageOf(thrown)}).`, {
      cause: thrown,
    });
  }
}
