import type { SearchCompletion } from "./complete.ts";
import { writeHasTag } from "./format.ts";
import { quoted, writeValue } from "./pattern.ts";
import { isSpace } from "./scan.ts";
import { tokensOf } from "./tokens.ts";

/** A word of the language itself. */
export interface SearchKeyword {
  readonly text: string;
  readonly says: string;
}

const joining: readonly SearchKeyword[] = [
  { text: "OR", says: "one of both sides" },
  { text: "AND", says: "both sides; a space says the same" },
];
const opening: readonly SearchKeyword[] = [
  { text: "!", says: "not what follows" },
  { text: "(", says: "a group begins" },
];

/** The words of the language that may be put in where a name is completed. */
export function keywordsAt(
  text: string,
  { what, prefix, from }: Pick<SearchCompletion, "what" | "prefix" | "from">,
): readonly SearchKeyword[] {
  if (what !== "field") return [];
  if (prefix === "" && text[from - 1] === "!") return [];
  const before = tokensOf(text.slice(0, from)).at(-1)?.kind;
  const isSecond = before === "words" || before === "pair" || before === "close";
  const apart = isSecond && (isSpace(text[from - 1]) || text[from - 1] === ")");
  const wanted = prefix.toUpperCase();
  return [
    ...(apart ? joining.filter((each) => each.text.startsWith(wanted)) : []),
    ...(prefix === "" ? opening : []),
  ];
}

/** A value as it is written behind the name of a field: in quotes where it must be. */
export function writtenValue(value: string, field: string | null): string {
  if (field === "has") return writeHasTag(value);
  // A person who is called like one of the words that `assigned:` knows.
  if (field === "assigned" && /^(?:me|none)$/i.test(value)) return quoted(value);
  return writeValue({ kind: "literal", text: value });
}
