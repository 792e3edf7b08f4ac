import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** One file of the source, by its path from the project's folder, with what it brings in. */
export interface SourceFile {
  readonly file: string;
  readonly imports: readonly string[];
  /** What `new URL("./…", import.meta.url)` names: files that start as threads. */
  readonly threads: readonly string[];
  readonly text: string;
}

/** The rooms and whom each may enter (design §4). */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  wire: ["domain"],
  contract: ["domain"],
  store: ["domain"],
  intake: ["domain", "wire", "store"],
  digest: ["domain", "wire", "store", "manage"],
  manage: ["domain", "store"],
  outbox: ["domain", "store"],
  upstream: ["domain", "wire", "store", "manage", "outbox"],
  live: ["domain", "store"],
  access: ["domain", "store"],
  api: ["domain", "contract", "store", "live", "manage", "access"],
  mcp: ["contract"],
  cli: ["domain", "contract", "server"],
  server: [
    "domain",
    "wire",
    "contract",
    "store",
    "intake",
    "digest",
    "manage",
    "outbox",
    "upstream",
    "live",
    "access",
    "api",
    "mcp",
  ],
};

/** Rooms that do no input or output: no module of Node that could, and no clock. */
const pureRooms = ["domain", "wire", "contract"];
const impureModules =
  /^node:(fs|net|http|https|child_process|worker_threads|timers|sqlite|os|dns|tls)/;

export const linesMax = 400;

/** Everything in which a file breaks the house rules, a sentence each. */
export function breaches({ file, imports, threads, text }: SourceFile): string[] {
  const found = [
    ...imports.flatMap((each) => breachOfImport(file, each)),
    ...threads.flatMap((each) => breachOfThread(file, each)),
  ];
  const lines = text.split("\n").length - 1;
  if (lines > linesMax) found.push(`${file} has ${lines} lines, more than ${linesMax}`);
  if (/^export default\b/m.test(text)) found.push(`${file} has a default export`);
  if (/\bconsole\.\w+\(/.test(text)) found.push(`${file} writes to the console`);
  return found;
}

function breachOfImport(file: string, imported: string): string[] {
  const room = roomOf(file);
  if (!imported.startsWith(".")) {
    const impure = pureRooms.includes(room ?? "") && impureModules.test(imported);
    return impure && !isTest(file) ? [`${file} imports ${imported}, but ${room} is pure`] : [];
  }
  const target = normalize(join(dirname(file), imported));
  const other = roomOf(target);
  // What is outside of src (package.json) and main.ts belong to no room.
  if (other === null) return target.startsWith("src/") ? [`${file} imports ${target}`] : [];
  if (room === other) return [];
  const wrong: string[] = [];
  if (room !== null && !(rooms[room] ?? []).includes(other)) {
    wrong.push(`${file} imports ${target}, but ${room} may not enter ${other}`);
  }
  if (target !== `src/${other}/index.ts`) {
    wrong.push(`${file} imports ${target}: ${other} is entered by its index.ts only`);
  }
  return wrong;
}

function breachOfThread(file: string, named: string): string[] {
  const target = normalize(join(dirname(file), named));
  if (!target.endsWith(".ts") || roomOf(target) === roomOf(file)) return [];
  return [`${file} starts ${target}, a thread of another room`];
}

function roomOf(file: string): string | null {
  return /^src\/([^/]+)\//.exec(file)?.[1] ?? null;
}

function isTest(file: string): boolean {
  return file.endsWith(".test.ts");
}

/** Every file of the source, as the rules look at it. */
export function sourceFiles(root: URL): SourceFile[] {
  const names = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.tsx?$/.test(name))
    .sort()
    .map((name) => sourceFile(`src/${name}`, readFileSync(new URL(`src/${name}`, root), "utf8")));
}

/** Reads what a file brings in out of its text. */
export function sourceFile(file: string, text: string): SourceFile {
  const imports =
    /(?:^|\n|\})\s*(?:import|export)\b[^;"'`]*?["']([^"'\n]+)["']|\bimport\(\s*["']([^"']+)["']/g;
  const threads = /new URL\(\s*["']([^"']+)["'],\s*import\.meta\.url/g;
  return {
    file,
    imports: [...text.matchAll(imports)].map(([, named, called]) => named ?? called ?? ""),
    threads: [...text.matchAll(threads)].map(([, named = ""]) => named),
    text,
  };
}
