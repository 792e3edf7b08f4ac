import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** Where the built page goes. */
export const pageFolder = join(project, "web/dist");

/** What it is built from. The types that it takes from elsewhere leave no trace in it. */
const sources = [
  "package-lock.json",
  "tsconfig.json",
  "scripts/page",
  "web/index.html",
  "web/vite.config.ts",
  "web/public",
  "web/src",
];

/** A name for everything that the page is built from. */
export function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const name of sources.flatMap(filesOf).sort()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(project, name)))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesOf(name: string): string[] {
  const path = join(project, name);
  if (!statSync(path).isDirectory()) return [name];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(project.length));
}

/** Where the hash of its sources stands beside the built page. */
export const hashFile = join(pageFolder, "built-from");

/** Whether the page is there and was built from what lies here. */
export function isFresh(): boolean {
  return existsSync(hashFile) && readFileSync(hashFile, "utf8") === hashOfSources();
}
