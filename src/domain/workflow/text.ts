/** What does not print, or would break the one line of a timeline. */
const unprinted = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** A name that a person typed: trimmed; null when it is empty, too long or holds what does not print. */
export function plainName(text: string, charsMax: number): string | null {
  const name = text.trim();
  // Lone surrogates cannot be stored.
  const plain = name.isWellFormed() && name.search(unprinted) === -1;
  return name !== "" && [...name].length <= charsMax && plain ? name : null;
}

/** Words for one line: releases and names that a sender told may hold anything. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(unprinted, " ");
}
