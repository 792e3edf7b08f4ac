import type { Catalogue } from "./catalogue.ts";

type Texts = Readonly<Record<"en" | "ru", string>>;

/**
 * Finds what a text says in English among the entries of a catalogue, and says it in another language. Null: it is not
 * there.
 */
export function translated(
  text: string,
  catalogue: Readonly<Record<string, Texts>> & Catalogue,
  language: keyof Texts,
): string | null {
  for (const entry of Object.values(catalogue)) {
    const values = valuesIn(text, entry.en);
    if (values === null) continue;
    return entry[language].replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  }
  return null;
}

/** What stands for each `{name}` of a text; null where it is another text. */
function valuesIn(text: string, pattern: string): Readonly<Record<string, string>> | null {
  const parts = pattern.split(/\{(\w+)\}/);
  const source = parts.map((part, at) => (at % 2 === 1 ? "(.{1,200}?)" : escaped(part))).join("");
  const match = new RegExp(`^${source}$`, "s").exec(text);
  if (match === null) return null;
  const names = parts.filter((_, at) => at % 2 === 1);
  return Object.fromEntries(names.map((name, at) => [name, match[at + 1] ?? ""]));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
