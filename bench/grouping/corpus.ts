import { existsSync, readdirSync, readFileSync } from "node:fs";

// What Sentry decided: recorded from its own tests. It lies beside the project's folder, since it is not
// ours to publish.

const root = new URL("../../../shared/corpus/grouping/", import.meta.url);

export const corpusExists = existsSync(root);

/** An event as it stands on the wire. */
export type Event = Readonly<Record<string, unknown>>;
export type Expectation = "same" | "different";

export interface Pair {
  readonly a: string;
  readonly b: string;
  readonly expect: Expectation;
  /** Neither event has anything to group by. */
  readonly fallback?: boolean;
  readonly uses_custom_rules: boolean;
}

export interface Mutation {
  readonly base: string;
  readonly mutation: string;
  /** RFC 6902, applied to the event. */
  readonly patch: readonly PatchStep[];
  readonly expect: Expectation;
}

export interface PatchStep {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

export interface Input {
  readonly name: string;
  readonly event: Event;
  readonly usesCustomRules: boolean;
  /** By variant: what Sentry hashed. */
  readonly variants: Readonly<Record<string, Variant>>;
}

interface Variant {
  readonly hash: string | null;
  readonly contributing: readonly (readonly [kind: string, value: string])[];
}

export interface TextCase {
  readonly name: string;
  readonly input: string;
  readonly expected: string;
}

export interface RuleCase {
  readonly name: string;
  readonly rules: readonly {
    readonly matchers: readonly (readonly [string, string])[];
    readonly fingerprint: readonly string[];
  }[];
  readonly event: Event;
  readonly expected: {
    readonly variants: Readonly<Record<string, { readonly values: readonly string[] }>>;
  };
}

export interface FingerprintCase {
  readonly name: string;
  readonly event: Event;
  readonly fingerprint_values: readonly string[];
}

export interface ExplicitCase {
  readonly name: string;
  readonly a: Event;
  readonly b: Event;
  readonly expect: Expectation;
}

export function readInputs(): ReadonlyMap<string, Input> {
  const names = readdirSync(new URL("inputs/", root)).filter((name) => name.endsWith(".json"));
  return new Map(
    names.sort().map((file) => {
      const name = file.slice(0, -".json".length);
      const raw = read<{
        event: Event;
        expected: { variants: Input["variants"] };
        grouping_options?: unknown;
      }>(`inputs/${file}`);
      const usesCustomRules = raw.grouping_options !== undefined;
      return [name, { name, event: raw.event, usesCustomRules, variants: raw.expected.variants }];
    }),
  );
}

export const readPairs = (): readonly Pair[] => read<{ pairs: Pair[] }>("pairs.json").pairs;
export const readMutations = (): readonly Mutation[] => casesOf("mutations.json");
export const readTexts = (date: string): readonly TextCase[] =>
  casesOf(`message-parameterization-${date}.json`);
export const readRuleCases = (): readonly RuleCase[] => casesOf("fingerprint-rules.json");
export const readFingerprintCases = (): readonly FingerprintCase[] =>
  casesOf("fingerprint-parameterization-2026.json");
export const readExplicitCases = (): readonly ExplicitCase[] => casesOf("explicit-cases.json");

function casesOf<Case>(file: string): readonly Case[] {
  return read<{ cases: Case[] }>(file).cases;
}

function read<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(file, root), "utf8")) as Content;
}
