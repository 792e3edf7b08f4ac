import { hash, randomBytes } from "node:crypto";

/** How every token of ours begins, so that scanners of code find one that was left somewhere. */
const prefix = "sec_";
const secretBytes = 32;
/** So much of a token is shown, to tell it from others. */
const hintChars = prefix.length + 4;

/** A secret that nobody can guess: a fast hash of it is enough. */
export function newSecret(): string {
  return randomBytes(secretBytes).toString("base64url");
}

export function newToken(): { readonly token: string; readonly hint: string } {
  const token = prefix + newSecret();
  return { token, hint: token.slice(0, hintChars) };
}

/** What is kept of a secret. */
export function hashOf(secret: string): string {
  return hash("sha256", secret, "hex");
}
