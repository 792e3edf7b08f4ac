import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseSync, Visitor } from "vite";
import { type Catalogue, sayIn } from "../../web/src/words/catalogue.ts";
import { problemDetails, signInDetails } from "../../web/src/words/problem-details.ts";
import { translated } from "../../web/src/words/translate.ts";

const root = new URL("../../web/src/", import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: "utf8" });
const languages = ["en", "ru"] as const;

type Text = Catalogue[string]["en"];
const forms = (text: Text): Readonly<Record<string, string>> =>
  typeof text === "string" ? { other: text } : { ...text };
const namesIn = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();

async function catalogues(): Promise<(readonly [file: string, Catalogue])[]> {
  const names = readdirSync(new URL("words/", root)).filter(
    (name) => !/^(catalogue|translate|use-)/.test(name),
  );
  const found = await Promise.all(
    names.map(async (name) => {
      const module = (await import(`../../web/src/words/${name}`)) as Record<string, Catalogue>;
      return Object.values(module).map((catalogue) => [name, catalogue] as const);
    }),
  );
  return found.flat();
}

/** The languages in which an entry lacks a form, or names other values than in English. */
function gapsIn(entry: Catalogue[string]): string[] {
  const names = namesIn(forms(entry.en)["other"] ?? "");
  return languages.filter((language) => {
    const texts = forms(entry[language]);
    const needed =
      typeof entry[language] === "string"
        ? ["other"]
        : new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const isWhole = needed.every((form) => (texts[form] ?? "").trim() !== "");
    return !isWhole || Object.values(texts).some((text) => namesIn(text) !== names);
  });
}

test("every entry of the catalogue is complete in every language, with every plural form", async () => {
  const entries = (await catalogues()).flatMap(([file, catalogue]) =>
    Object.entries(catalogue).map(([key, entry]) => ({ name: `${file}: ${key}`, entry })),
  );
  assert.ok(entries.length > 100, `${entries.length} entries`);
  const gaps = entries.flatMap(({ name, entry }) =>
    gapsIn(entry).map((each) => `${name}, ${each}`),
  );
  assert.deepEqual(gaps, []);
});

test("a gap in the catalogue is seen where it is", () => {
  assert.deepEqual(gapsIn({ en: "{n} of {all}", ru: "{n} из {all}" }), []);
  assert.deepEqual(gapsIn({ en: "{n} of {all}", ru: "{n}" }), ["ru"]);
  assert.deepEqual(gapsIn({ en: "Issues", ru: "" }), ["ru"]);
  assert.deepEqual(gapsIn({ en: { one: "a", other: "b" }, ru: { one: "а", other: "б" } }), ["ru"]);
});

test("numbers choose the plural form and are written as the language writes them", () => {
  const words = {
    found: {
      en: { one: "{n} issue", other: "{n} issues" },
      ru: { one: "{n} проблема", few: "{n} проблемы", many: "{n} проблем", other: "{n} проблемы" },
    },
  } as const;
  const say = { en: sayIn(words, "en"), ru: sayIn(words, "ru") };
  assert.equal(say.en("found", { n: 1 }), "1 issue");
  assert.equal(say.en("found", { n: 12_345 }), "12,345 issues");
  assert.deepEqual(
    [1, 2, 5, 11, 21].map((n) => say.ru("found", { n })),
    ["1 проблема", "2 проблемы", "5 проблем", "11 проблем", "21 проблема"],
  );
});

/** Attributes that a person reads or hears. */
const spoken = new Set(["alt", "aria-label", "label", "placeholder", "title", "confirm"]);

/** Texts in a component that do not come from the catalogue. */
function textsIn(file: string, source: string): string[] {
  const found: string[] = [];
  const take = (text: string): void => {
    if (/\p{L}/u.test(text)) found.push(`${file}: ${text.trim()}`);
  };
  new Visitor({
    // biome-ignore lint/correctness/noComponentHookFactories: a node of the syntax, no component.
    JSXText: ({ value }) => take(value),
    JSXExpressionContainer({ expression }) {
      if (expression.type === "Literal" && typeof expression.value === "string") {
        take(expression.value);
      }
    },
    JSXAttribute({ name, value }) {
      if (!spoken.has(String(name.name)) || value?.type !== "Literal") return;
      take(String(value.value));
    },
  }).visit(parseSync(file, source).program);
  return found;
}

test("no component says anything that is not in the catalogue", () => {
  const components = files.filter((name) => name.endsWith(".tsx"));
  assert.ok(components.length > 20, `${components.length} components`);
  const texts = components.flatMap((name) =>
    textsIn(name, readFileSync(new URL(name, root), "utf8")),
  );
  assert.deepEqual(texts, []);
});

test("text outside of the catalogue is seen where it is", () => {
  const source = `const A = () => <p title="Pointed at" className="x">Said {"quoted"} {say("a")}</p>;`;
  assert.deepEqual(textsIn("a.tsx", source).sort(), [
    "a.tsx: Pointed at",
    "a.tsx: Said",
    "a.tsx: quoted",
  ]);
});

test("what the collector refuses with is said in the reader's language, with what it names", () => {
  const say = (text: string) => translated(text, problemDetails, "ru");
  assert.equal(say("There is no delivery 17."), "Доставки 17 нет.");
  assert.equal(
    say('There is a view of errors called "Mine (1)" already.'),
    'Сохранённый поиск "Mine (1)" уже есть (errors).',
  );
  assert.equal(say("There is no delivery 17. And more"), null);
  assert.equal(say("limit: must be at most 100."), null);
  assert.equal(translated("Invalid code", signInDetails, "ru"), "Неверный код.");
});

test("every refusal that the page translates is one that the collector says", () => {
  const own = new URL("../../src/", import.meta.url);
  const sources = readdirSync(own, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(new URL(name, own), "utf8"))
    .join("\n")
    .replaceAll(/\$\{[^}]*\}/g, "{}");
  const texts = Object.values(problemDetails).map(({ en }) => en.replaceAll(/\{\w+\}/g, "{}"));
  assert.deepEqual(
    texts.filter((text) => !sources.includes(text)),
    [],
  );
});
