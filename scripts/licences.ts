import { readFileSync } from "node:fs";

// Fails where something that runs has a licence that was not looked at. Reads the lock file alone.

/** Licences that ask for no more than to be named. */
const allowed = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Unlicense",
  "Python-2.0",
]);

/** A command line that @sentry/node brings along and nothing here loads: the image is built without it (Dockerfile). */
const leftOut = new Set(["node_modules/sentry"]);

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly license?: string;
}

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const packages = Object.entries<Locked>(lock.packages).filter(
  ([path, { dev }]) => path !== "" && dev !== true && !leftOut.has(path),
);

/** `(MIT OR CC0-1.0)`: one of them is enough; `MIT AND ISC`: each must be allowed. */
function isAllowed(licence: string): boolean {
  const parts = licence.replace(/[()]/g, "").split(/ AND /);
  return parts.every((part) => part.split(/ OR /).some((each) => allowed.has(each.trim())));
}

const wrong = packages.filter(([, { license }]) => license === undefined || !isAllowed(license));
for (const [path, { license }] of wrong) {
  process.stderr.write(`${path.replace("node_modules/", "")}: ${license ?? "no licence"}\n`);
}
process.stdout.write(`${packages.length} packages that run, ${wrong.length} to look at\n`);
process.exitCode = wrong.length === 0 && packages.length > 50 ? 0 : 1;
