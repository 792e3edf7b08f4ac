// What the page says, in every language that it speaks. Pure: the tests read it without a browser.

/** A text with `{name}`s, or one for each plural form; the form goes by the parameter `n`. */
type Text = string | PluralText;
interface PluralText {
  readonly one?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

interface Entry {
  readonly en: Text;
  readonly ru: Text;
}

export type Catalogue = Readonly<Record<string, Entry>>;

type NamesIn<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type NamesOf<E extends Entry> = NamesIn<
  E["en"] extends PluralText ? E["en"]["other"] : E["en"] & string
>;

/** What a text needs to be complete: nothing, or each of its `{name}`s. */
type Values<E extends Entry> = [NamesOf<E>] extends [never]
  ? []
  : [values: Readonly<Record<NamesOf<E>, string | number>>];

/** The entries that are complete as they stand. */
export type PlainKey<W extends Catalogue> = {
  [K in keyof W]: [NamesOf<W[K]>] extends [never] ? K : never;
}[keyof W];

/** Says an entry of a catalogue. */
export type Say<W extends Catalogue> = <K extends keyof W>(
  key: K,
  ...values: Values<W[K]>
) => string;

/** A part of the catalogue: one file of `words/` for each page. */
export function words<const W extends Catalogue>(entries: W): W {
  return entries;
}

/** Says the entries of a part in one language. */
export function sayIn<W extends Catalogue>(entries: W, language: keyof Entry): Say<W> {
  const numbers = new Intl.NumberFormat(language);
  const plurals = new Intl.PluralRules(language);
  const shown = (value: string | number | undefined): string =>
    typeof value === "number" ? numbers.format(value) : (value ?? "");
  return (key, ...[given]) => {
    const values: Readonly<Record<string, string | number>> = given ?? {};
    const text: Text = entries[key]?.[language] ?? "";
    const form =
      typeof text === "string"
        ? text
        : (text[plurals.select(Number(values["n"])) as keyof PluralText] ?? text.other);
    return form.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(values[name]));
  };
}
