import type { ErrorFacts } from "../../error.ts";
import { crashCall, messageOf, tagOf } from "./facts.ts";
import { parameterise } from "./parameterise.ts";
import type { Part } from "./part.ts";

/**
 * What counts of an error by its fingerprint. `{{ default }}` stands for `defaults()`, other variables
 * for what the error says: a fingerprint without it decides alone.
 */
export function fingerprintParts(
  fingerprint: readonly string[],
  error: ErrorFacts,
  defaults: () => readonly Part[],
): readonly Part[] {
  return fingerprint.flatMap((entry) => {
    const variable = variableOf(entry);
    if (variable === "default") return defaults();
    const value = variable === null ? literal(entry, error) : fill(variable, error);
    return [{ kind: "fingerprint", values: [value] } as const];
  });
}

/** Does a fingerprint leave all to us? */
export function isDefault(fingerprint: readonly string[]): boolean {
  return fingerprint.every((entry) => variableOf(entry) === "default");
}

/** `{{ type }}` → `type`; null for plain text. Spaces inside the braces are optional. */
function variableOf(entry: string): string | null {
  if (!entry.startsWith("{{") || !entry.endsWith("}}")) return null;
  const name = entry.slice(2, -2).trim();
  return name === "" || /\s/.test(name) ? null : name;
}

/** Clients that put the message itself into the fingerprint do not mean the numbers in it. */
function literal(entry: string, error: ErrorFacts): string {
  const isMessage =
    entry === error.loggedMessage ||
    entry === error.messageTemplate ||
    error.exceptions.some((exception) => exception.value === entry);
  return isMessage ? parameterise(entry) : entry;
}

type Fill = (error: ErrorFacts) => string | null | undefined;

const lastType: Fill = (error) => error.exceptions.at(-1)?.type;
const lastValue: Fill = (error) => error.exceptions.at(-1)?.value;
const crashFunction: Fill = (error) => crashCall(error)?.name;
const crashModule: Fill = (error) => crashCall(error)?.frame.module;
const crashPath: Fill = (error) => crashCall(error)?.origin;
const crashImage: Fill = (error) => crashCall(error)?.frame.package?.split(/[\\/]/).at(-1);

/** Each with the word that stands for it where the error says nothing: `<no-type>`. */
const variables: ReadonlyMap<string, readonly [fill: Fill, word: string]> = new Map([
  ["transaction", [(error) => error.transaction, "transaction"]],
  ["message", [(error) => parameterised(messageOf(error)), "message"]],
  ["raw_message", [messageOf, "message"]],
  ["type", [lastType, "type"]],
  ["error.type", [lastType, "type"]],
  ["value", [lastValue, "value"]],
  ["raw_value", [lastValue, "value"]],
  ["error.value", [lastValue, "value"]],
  ["error.raw_value", [lastValue, "value"]],
  ["function", [crashFunction, "function"]],
  ["stack.function", [crashFunction, "function"]],
  ["path", [crashPath, "abs-path"]],
  ["stack.abs_path", [crashPath, "abs-path"]],
  ["stack.filename", [(error) => crashCall(error)?.frame.filename, "filename"]],
  ["module", [crashModule, "module"]],
  ["stack.module", [crashModule, "module"]],
  ["package", [crashImage, "package"]],
  ["stack.package", [crashImage, "package"]],
  ["level", [(error) => error.level, "level"]],
  ["logger", [(error) => error.logger, "logger"]],
] as const satisfies readonly (readonly [string, readonly [Fill, string]])[]);

function fill(variable: string, error: ErrorFacts): string {
  if (variable.startsWith("tags.")) {
    const name = variable.slice("tags.".length);
    return tagOf(error, name) ?? `<no-value-for-tag-${name}>`;
  }
  const known = variables.get(variable);
  if (known === undefined) return `<unrecognized-variable-${variable}>`;
  const [value, word] = known;
  return value(error) || `<no-${word}>`;
}

function parameterised(text: string | null): string | null {
  return text === null ? null : parameterise(text);
}
