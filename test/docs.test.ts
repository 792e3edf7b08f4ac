import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openApiText } from "../scripts/openapi-document.ts";
import { settingsPage } from "../scripts/settings-page.ts";
import { settingsTable } from "../src/server/index.ts";
import { startTestCollector } from "./support/collector.ts";

const root = new URL("../", import.meta.url);
const readmes = ["README.md", "README.ru.md"];
const settingNames = Object.values(settingsTable).flatMap(({ names }) => names);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

/** Every page that is written by hand or made by a script. */
function pages(): string[] {
  const markdown = (folder: string): string[] =>
    readdirSync(new URL(folder, root))
      .filter((name) => name.endsWith(".md"))
      .map((name) => folder + name);
  return [...markdown("./"), ...markdown("docs/"), ...markdown("docs/decisions/")];
}

/** Text without code, in which brackets mean something else. */
function prose(text: string): string {
  return text.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, "`code`");
}

/** The anchors of a page, by the rule of the common forges. */
function anchorsIn(text: string): Set<string> {
  const headings = text.replace(/^```.*?^```/gms, "").matchAll(/^#{1,6} (.+)$/gm);
  const anchors = [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
  return new Set(anchors);
}

test("docs/settings.md is what the table of settings says", () => {
  assert.equal(read("docs/settings.md"), settingsPage(), "run npm run docs");
});

test("docs/openapi.json is what the contract says", () => {
  assert.ok(read("docs/openapi.json") === openApiText(), "run npm run docs");
});

test("every relative link in the documents leads somewhere", () => {
  const broken: string[] = [];
  let seen = 0;
  for (const page of pages()) {
    for (const [, link = ""] of prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      seen += 1;
      const target = new URL(link, new URL(page, root));
      const file = fileURLToPath(new URL(target.pathname, target));
      const anchor = decodeURIComponent(target.hash.slice(1));
      const found =
        existsSync(file) && (anchor === "" || anchorsIn(readFileSync(file, "utf8")).has(anchor));
      if (!found) broken.push(`${page}: ${link}`);
    }
  }
  assert.ok(seen > 20, `only ${seen} links were seen`);
  assert.deepEqual(broken, []);
});

/** What `docker-compose.postgres.yml` settles itself, since its parts must agree on it. */
const settled: Readonly<Record<string, RegExp>> = {
  DATABASE_URL: /^postgres:\/\/collector:\$\{POSTGRES_PASSWORD:\?.+\}@database:5432\/errors$/,
  HOST: /^""$/,
  PORT: /^"8000"$/,
  SECRET_KEY: /^\$\{SECRET_KEY:\?.+\}$/,
  SHUTDOWN_DELAY_MS: /^\$\{SHUTDOWN_DELAY_MS:-5000\}$/,
  TRUST_PROXY: /^\$\{TRUST_PROXY:-172\.30\.81\.2\}$/,
};

test("the compose files pass every setting on, exported or from .env", () => {
  const files = { "docker-compose.yml": {}, "docker-compose.postgres.yml": settled };
  for (const [path, own] of Object.entries<typeof settled>(files)) {
    const compose = read(path);
    const missing = settingNames.filter((name) => {
      const [, value] = new RegExp(`^\\s+${name}: (.+)$`, "m").exec(compose) ?? [];
      const isRight = own[name]?.test(value ?? "") ?? value === `\${${name}:-}`;
      return !isRight;
    });
    assert.deepEqual(missing, [], path);
  }
});

test("in the compose file of PostgreSQL the proxy has the address that collectors trust, and knows each of them", () => {
  const compose = read("docker-compose.postgres.yml");
  const [, trusted = "none"] = /TRUST_PROXY:-([\d.]+)/.exec(compose) ?? [];
  assert.ok(compose.includes(`ipv4_address: ${trusted}\n`));
  const collectors = [...compose.matchAll(/^ {2}(collector-\d+):$/gm)].map(([, name]) => name);
  assert.deepEqual(collectors, ["collector-1", "collector-2"]);
  const proxied = read("docker-compose.haproxy.cfg").matchAll(/^ {4}server (\S+) (\S+):8000$/gm);
  const asked = [...proxied].map(([, name, host]) => [name, host]);
  const each = collectors.map((name) => [name, name]);
  assert.deepEqual(asked, [...each, ...each], "those that are well, and all where none is");
});

test("both READMEs name the same settings", () => {
  const [english, russian] = readmes.map((path) => {
    const words = read(path).match(/\b[A-Z][A-Z_]+[A-Z]\b/g) ?? [];
    return [...new Set(words.filter((word) => settingNames.includes(word)))].sort();
  });
  assert.ok(english !== undefined && english.length > 10);
  assert.deepEqual(russian, english);
});

test("both READMEs name every endpoint that GET / lists, and no other", async (t) => {
  const collector = await startTestCollector(t);
  const { body } = await collector.read("/");
  const listed = [...Object.keys(body.endpoints), "GET /"].sort();
  for (const path of readmes) {
    const named = [...read(path).matchAll(/^\| `((?:GET|POST) [^`]+)` +\|/gm)];
    assert.deepEqual(named.map(([, endpoint]) => endpoint).sort(), listed, path);
  }
});
