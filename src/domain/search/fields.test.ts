import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fieldNamed } from "./fields.ts";
import { fieldsAbout, parseSearch, searchFields, searchLimits } from "./index.ts";

const page = readFileSync(new URL("../../../docs/searching.md", import.meta.url), "utf8");

function understands(query: string, about: "issues" | "errors"): boolean {
  return parseSearch(query, { about, now: Date.UTC(2026, 5, 15), me: "anna" }).ok;
}

test("every name and alias leads to one field", () => {
  const names = searchFields.flatMap(({ name, aliases }) => [name, ...aliases]);
  const lower = names.map((name) => name.toLowerCase());
  assert.deepEqual(lower.toSorted(), [...new Set(lower)].toSorted());
  for (const field of searchFields) {
    for (const name of [field.name, ...field.aliases, field.name.toUpperCase()]) {
      assert.equal(fieldNamed(name)?.name, field.name);
    }
  }
  assert.equal(fieldNamed("constructor"), null);
  assert.equal(fieldNamed("leval"), null);
});

test("every field's example, and each of its values, is understood where it can be asked", () => {
  for (const { name, example, values, about } of searchFields) {
    assert.ok(example.startsWith(`${name}:`), example);
    for (const query of [example, ...values.map((value) => `${name}:${value}`)]) {
      assert.equal(understands(query, "issues"), about !== "errors", query);
      assert.equal(understands(query, "errors"), about !== "issues", query);
    }
  }
});

test("only what can be missing is asked for by has:", () => {
  for (const { name, optional, about } of searchFields) {
    const subject = about === "errors" ? "errors" : "issues";
    assert.equal(understands(`has:${name}`, subject), optional, name);
  }
});

test("a subject has its own fields and those of both", () => {
  const [issues, errors] = [fieldsAbout("issues"), fieldsAbout("errors")];
  assert.equal(issues.filter((field) => !errors.includes(field)).length, 7);
  assert.deepEqual(
    errors.filter((field) => !issues.includes(field)).map(({ name }) => name),
    ["timestamp", "received_at"],
  );
});

test("the page on searching explains every field as the table has it", () => {
  const rows = page.match(/^\| `.*\|$/gm)?.map((row) => row.replace(/ +\|/g, " |")) ?? [];
  for (const { name, aliases, says, about, example } of searchFields) {
    const also = aliases.map((alias) => `\`${alias}\``).join(", ") || "–";
    const row = `| \`${name}\` | ${also} | ${says} | ${about} | \`${example}\` |`;
    assert.ok(rows.includes(row), `docs/searching.md misses: ${row}`);
  }
});

test("the page on searching gives examples that are understood, and the limits as they are", () => {
  const blocks = [...page.matchAll(/^```search\n(.*?)^```/gms)].map(([, block = ""]) => block);
  const examples = blocks.flatMap((block) => block.trim().split("\n"));
  assert.ok(examples.length > 25, `only ${examples.length} examples`);
  for (const example of examples) assert.ok(understands(example, "issues"), example);
  const { queryChars, terms, nesting, listValues } = searchLimits;
  const limits = `at most ${queryChars} characters, ${terms} terms, ${nesting} brackets within each other, and ${listValues} values`;
  assert.ok(page.includes(limits), limits);
});
