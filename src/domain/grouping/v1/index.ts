import { hash } from "node:crypto";
import type { ErrorFacts } from "../../error.ts";
import { defaultParts } from "./default-parts.ts";
import { fingerprintParts, isDefault } from "./fingerprint.ts";
import { type FingerprintRule, fingerprintByRules } from "./fingerprint-rules.ts";
import type { Part } from "./part.ts";

export type { FingerprintRule } from "./fingerprint-rules.ts";

// Grouping, version 1. Frozen with the first release, with all files of this folder: an improvement is a
// new folder. What decides, in this order: a fingerprint by rules, the client's fingerprint, exceptions
// and their traces, the thread, a browser's report, the message. Why it is so:
// docs/decisions/0006-grouping-version-1.md.

const separator = "\u001f";
/** What is shown of a grouping: parts, and characters of each. */
const shown = { parts: 100, chars: 300 } as const;

/** The grouping key of an error, and what was hashed for it in words that people can read. */
export function groupV1(
  error: ErrorFacts,
  rules: readonly FingerprintRule[],
): { readonly key: string; readonly parts: readonly string[] } {
  const parts = partsOf(error, rules);
  const values = parts.flatMap((part) => part.values).join(separator);
  return { key: `g1:${hash("md5", values, "hex")}`, parts: inWords(parts) };
}

function partsOf(error: ErrorFacts, rules: readonly FingerprintRule[]): readonly Part[] {
  const fingerprint = fingerprintByRules(error, rules) ?? error.fingerprint;
  if (isDefault(fingerprint)) return defaultParts(error);
  return fingerprintParts(fingerprint, error, () => defaultParts(error));
}

function inWords(parts: readonly Part[]): string[] {
  const words = parts.slice(0, shown.parts).map(({ kind, values }) => {
    const text = `${kind}: ${values.join(" · ")}`;
    return text.length <= shown.chars ? text : `${text.slice(0, shown.chars - 1)}…`.toWellFormed();
  });
  const left = parts.length - words.length;
  return left > 0 ? [...words, `and ${left} more`] : words;
}
