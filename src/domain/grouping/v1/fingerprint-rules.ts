import type { ErrorFacts } from "../../error.ts";
import { type Call, readCalls } from "./call.ts";
import { framesOf, tagOf } from "./facts.ts";
import { globMatcher } from "./glob.ts";
import { familyOf } from "./platform.ts";

/** Gives a fingerprint to errors of one kind, in place of the client's. */
export interface FingerprintRule {
  /** All must hold: of what, e.g. `type`, `!path`, `tags.zone`, and the glob that it must be of. */
  readonly matchers: readonly (readonly [of: string, pattern: string])[];
  readonly fingerprint: readonly string[];
}

const hydrationFailures = [
  "Hydration failed because the initial UI does not match what was rendered on the server.",
  "The server could not finish this Suspense boundary, likely due to an error during server rendering. Switched to client rendering.",
  "There was an error while hydrating this Suspense boundary. Switched to client rendering.",
  "There was an error while hydrating. Because the error happened outside of a Suspense boundary, the entire root will switch to client rendering.",
  "Text content does not match server-rendered HTML.",
];

/** What everybody wants: a script that is gone after a deploy is one thing, whichever script it was. */
const builtIn: readonly FingerprintRule[] = [
  {
    matchers: [
      ["family", "javascript"],
      ["type", "ChunkLoadError"],
    ],
    fingerprint: ["chunkloaderror"],
  },
  {
    matchers: [
      ["family", "javascript"],
      ["value", "ChunkLoadError*"],
    ],
    fingerprint: ["chunkloaderror"],
  },
  ...hydrationFailures.map(
    (message): FingerprintRule => ({
      matchers: [
        ["family", "javascript"],
        ["tags.transaction", "*"],
        ["message", message],
      ],
      fingerprint: ["hydrationerror", "{{ tags.transaction }}"],
    }),
  ),
];

/** A rule made ready to be asked often. */
type Test = (error: ErrorFacts) => boolean;

const ready = new WeakMap<FingerprintRule, Test>();

/** The fingerprint of the first rule that holds, ours after those given; null when none does. */
export function fingerprintByRules(
  error: ErrorFacts,
  rules: readonly FingerprintRule[],
): readonly string[] | null {
  const own = rules.find((rule) => testOf(rule)(error));
  if (own !== undefined) return own.fingerprint;
  // All of ours are about JavaScript.
  if (familyOf(error.platform) !== "javascript") return null;
  return builtIn.find((rule) => testOf(rule)(error))?.fingerprint ?? null;
}

function testOf(rule: FingerprintRule): Test {
  const known = ready.get(rule);
  if (known !== undefined) return known;
  const test = makeTest(rule);
  ready.set(rule, test);
  return test;
}

/** What matchers can ask for: words of the error, of one message, of one exception or of one call. */
interface Thing {
  readonly of: "error" | "message" | "exception" | "call";
  /** The texts of a name; of several one must match. */
  readonly texts: (name: string) => readonly (string | null | undefined)[];
}

type Check = (thing: Thing) => boolean;

/** What is asked of an exception or a call must hold for one and the same. */
function makeTest({ matchers }: FingerprintRule): Test {
  const checks = new Map<Thing["of"], Check[]>();
  for (const [asked, pattern] of matchers) {
    const negated = asked.startsWith("!");
    const name = nameOf(negated ? asked.slice(1) : asked);
    const matches = compare(name, pattern);
    const check: Check = (thing) =>
      thing.texts(name).some((text) => text != null && matches(text)) !== negated;
    const of = ownerOf(name);
    checks.set(of, [...(checks.get(of) ?? []), check]);
  }
  return (error) =>
    [...checks].every(([of, all]) =>
      thingsOf(of, error).some((thing) => all.every((check) => check(thing))),
    );
}

const aliases: ReadonlyMap<string, string> = new Map([
  ["error.type", "type"],
  ["error.value", "value"],
  ["stack.module", "module"],
  ["stack.abs_path", "path"],
  ["stack.package", "package"],
  ["stack.function", "function"],
]);

function nameOf(asked: string): string {
  return aliases.get(asked) ?? asked;
}

function ownerOf(name: string): Thing["of"] {
  if (name === "message") return "message";
  if (name === "type" || name === "value") return "exception";
  return ["module", "path", "package", "function", "app"].includes(name) ? "call" : "error";
}

function compare(name: string, pattern: string): (text: string) => boolean {
  switch (name) {
    case "path":
    case "package":
    case "release": {
      const matches = globMatcher(pattern.toLowerCase().replaceAll("\\", "/"), { path: true });
      return (text) => {
        const path = text.toLowerCase().replaceAll("\\", "/");
        return matches(path) || matches(`/${path}`);
      };
    }
    case "family":
    case "sdk": {
      const wanted = pattern.split(",");
      return (text) => wanted.includes("all") || wanted.includes(text);
    }
    case "app":
      return (text) => text === (/^(?:1|yes|true)$/i.test(pattern) ? "yes" : "no");
    case "message":
    case "value":
    case "level": {
      const matches = globMatcher(pattern.toLowerCase());
      return (text) => matches(text.trim().toLowerCase());
    }
    default:
      return globMatcher(pattern);
  }
}

function thingsOf(of: Thing["of"], error: ErrorFacts): readonly Thing[] {
  switch (of) {
    case "error":
      return [{ of, texts: (name) => [wordOf(error, name)] }];
    case "message":
      return [error.loggedMessage, ...error.exceptions.map(({ value }) => value)].map((text) => ({
        of,
        texts: () => [text],
      }));
    case "exception":
      return error.exceptions.map(({ type, value }) => ({
        of,
        texts: (name) => [name === "type" ? type : value],
      }));
    case "call":
      return readCalls(framesOf(error), error.platform).map((call) => ({
        of,
        texts: (name) => callTexts(call, name),
      }));
  }
}

function wordOf(error: ErrorFacts, name: string): string | null {
  if (name.startsWith("tags.")) return tagOf(error, name.slice("tags.".length));
  switch (name) {
    case "logger":
      return error.logger;
    case "level":
      return error.level;
    case "release":
      return error.release;
    case "family":
      return familyOf(error.platform);
    case "sdk":
      return sdkOf(error.sdk?.name ?? "");
    default:
      return null;
  }
}

function callTexts({ frame, name, inApp }: Call, asked: string): readonly (string | null)[] {
  switch (asked) {
    case "module":
      return [frame.module];
    case "function":
      return [name ?? "<unknown>"];
    case "package":
      return [frame.package];
    case "app":
      return [inApp ? "yes" : "no"];
    default:
      return [frame.absPath, frame.filename];
  }
}

/** The SDK without the framework: `sentry.python.flask` → `sentry.python`; JavaScript keeps it. */
function sdkOf(name: string): string {
  const parts = name.split(/[\W_]+/);
  if (parts[0] !== "sentry" || parts.length < 2) return "other";
  const kept = parts[1] === "javascript" || parts[1] === "native" ? 3 : 2;
  return parts.slice(0, kept).join(".");
}
