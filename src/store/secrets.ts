import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Failure } from "../domain/index.ts";

/** Keeps secrets on the disk so that the files alone tell nobody. */
export interface Secrets {
  /** Encrypts. `about` names what it belongs to: elsewhere it cannot be opened. */
  seal(secret: string, about: string): string;
  /** Decrypts. Throws a `setup` failure where the key is another one, or what was sealed was changed. */
  open(sealed: string, about: string): string;
  /** A key for one purpose, from which no other is learnt. */
  keyFor(purpose: string): string;
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** The way of sealing, so that there can be another some day. */
const mark = "v1.";

/**
 * Opens the secrets of a collector, by SECRET_KEY or else by a key file, which is made (0600) where it is absent. Backups do
 * not hold it.
 */
export function openSecrets({
  keyPath,
  secretKey,
}: {
  readonly keyPath: string;
  readonly secretKey: string | null;
}): Secrets {
  const root = secretKey ?? readKey(keyPath);
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync("sha256", root, "sentry-error-collector", purpose, keyBytes));
  const sealing = derive("seal");
  return {
    seal(secret, about) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(about));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return mark + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url");
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed.slice(mark.length), "base64url");
      if (!sealed.startsWith(mark) || bytes.length < nonceBytes + tagBytes) throw unreadable(about);
      const nonce = bytes.subarray(0, nonceBytes);
      const decipher = createDecipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(about));
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
        return Buffer.concat([text, decipher.final()]).toString("utf8");
      } catch (thrown) {
        throw unreadable(about, thrown);
      }
    },
    keyFor: (purpose) => derive(purpose).toString("base64url"),
  };
}

function readKey(path: string): string {
  if (!existsSync(path)) {
    const key = randomBytes(keyBytes).toString("base64url");
    writeFileSync(path, `${key}\n`, { mode: 0o600, flag: "wx", flush: true });
    return key;
  }
  const key = readFileSync(path, "utf8").trim();
  if (key.length >= keyBytes) return key;
  throw new Failure(
    "setup",
    `${path} holds no key: put the one back that was there, or remove the file to begin with another; secrets that were kept by the old one must then be entered again.`,
  );
}

function unreadable(about: string, cause?: unknown): Failure {
  return new Failure(
    "setup",
    `What is kept secret of ${about} cannot be read with this key: set SECRET_KEY (or put the key file back) as it was when it was entered, or enter it again.`,
    { cause },
  );
}
