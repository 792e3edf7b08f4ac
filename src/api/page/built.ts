import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One file of the built page, with the forms in which it lies on the disk. */
interface PageFile {
  readonly path: string;
  readonly type: string;
  /** From the smallest: its endings on the disk and their names in `Content-Encoding`. */
  readonly encodings: readonly (keyof typeof endings)[];
  /** Its name has a hash of what is in it: it never changes. */
  readonly immutable: boolean;
}

/** The page as `npm run build` left it. */
export interface BuiltPage {
  /** By their path below `/app/`. */
  readonly files: ReadonlyMap<string, PageFile>;
  readonly index: string;
  readonly policy: string;
}

/** The smallest first. */
const endings = { br: ".br", gzip: ".gz" } as const;

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  woff2: "font/woff2",
  webmanifest: "application/manifest+json",
};

/** Looks at what was built. Null: nothing was. */
export function readBuiltPage(folder: string): BuiltPage | null {
  const index = join(folder, "index.html");
  if (!existsSync(index)) return null;
  const names = new Set(
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
      name.replaceAll("\\", "/"),
    ),
  );
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = types[name.slice(name.lastIndexOf(".") + 1)];
    if (type === undefined || name === "index.html") continue;
    const encodings = (Object.keys(endings) as (keyof typeof endings)[]).filter((encoding) =>
      names.has(name + endings[encoding]),
    );
    const immutable = name.startsWith("assets/");
    files.set(name, { path: join(folder, name), type, encodings, immutable });
  }
  const text = readFileSync(index, "utf8");
  return { files, index: text, policy: policyOf(text) };
}

/** Reads a file in the smallest form that the caller takes. */
export function readForm(
  { path, encodings }: PageFile,
  accepted: string,
): { readonly encoding: string | null; readonly bytes: Buffer } {
  const encoding = encodings.find((each) => takes(accepted, each)) ?? null;
  return { encoding, bytes: readFileSync(encoding === null ? path : path + endings[encoding]) };
}

function takes(accepted: string, encoding: string): boolean {
  return accepted.split(",").some((each) => {
    const [name = "", ...parameters] = each.split(";").map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}

/** What the page may do: use what it came with, ask this host, and nothing else. */
function policyOf(index: string): string {
  const inline = [...index.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = ""]) => `'sha256-${hash("sha256", script, "base64")}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...inline].join(" ")}`,
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
