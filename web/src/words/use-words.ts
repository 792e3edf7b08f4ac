import { languageNow, useLanguage } from "../preferences.ts";
import { type Catalogue, type Say, sayIn } from "./catalogue.ts";

const known = new WeakMap<Catalogue, Map<string, unknown>>();

/** Says the entries of a part of the catalogue in the language that was chosen: `const say = useWords(issueWords)`. */
export function useWords<W extends Catalogue>(entries: W): Say<W> {
  useLanguage();
  return wordsNow(entries);
}

/** The same where there is no component; what it says does not follow a later choice. */
export function wordsNow<W extends Catalogue>(entries: W): Say<W> {
  const language = languageNow();
  const byLanguage = known.get(entries) ?? new Map<string, unknown>();
  known.set(entries, byLanguage);
  const say = (byLanguage.get(language) as Say<W> | undefined) ?? sayIn(entries, language);
  byLanguage.set(language, say);
  return say;
}
