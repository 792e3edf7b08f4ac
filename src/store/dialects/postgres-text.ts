// How PostgreSQL's tsvector (https://www.postgresql.org/docs/15/datatype-textsearch.html) is told what a text
// says. Words are found here rather than by one of its parsers, so that both databases find the same: signs
// between words do not count, and neither do upper case and diacritics.

/** A lexeme of PostgreSQL has at most 2046 bytes, and a position is at most 16383. */
const wordCharsMax = 500;
const positionMax = 16_383;
/** PostgreSQL keeps no more positions of one word. */
const positionsOfWordMax = 255;
const wordPattern = /[\p{L}\p{M}\p{N}\p{Co}]+/gu;

/** The words of a text in their order, as they are kept and as they are asked for. */
export function wordsOf(text: string): string[] {
  return (text.match(wordPattern) ?? []).map(foldedWord);
}

/** The text as the literal of a tsvector, with the places of its words. */
export function tsvectorOf(text: string): string {
  const places = new Map<string, number[]>();
  wordsOf(text).forEach((word, at) => {
    const known = places.get(word);
    if (known === undefined) places.set(word, [Math.min(at + 1, positionMax)]);
    else if (known.length < positionsOfWordMax && at < positionMax) known.push(at + 1);
  });
  return [...places].map(([word, at]) => `'${word}':${at.join(",")}`).join(" ");
}

/** PostgreSQL refuses U+0000 in texts, which nothing that is kept has: it stands for no sign that there is. */
export function withoutNul<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNul) as T;
  return typeof value === "string" ? (value.replaceAll("\u0000", "\ufffd") as T) : value;
}

/** Words have letters, digits and marks only: no quote and no backslash. */
function foldedWord(word: string): string {
  const bare = word.normalize("NFD").replace(/\p{M}+/gu, "");
  return bare.toLowerCase().slice(0, wordCharsMax).toWellFormed();
}
