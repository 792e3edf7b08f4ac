import { type FingerprintRule, groupingOf } from "../../src/domain/index.ts";
import { readEvent } from "../../src/wire/event/index.ts";
import {
  type Event,
  type Expectation,
  type Input,
  type RuleCase,
  readExplicitCases,
  readFingerprintCases,
  readInputs,
  readMutations,
  readPairs,
  readRuleCases,
  readTexts,
} from "./corpus.ts";
import { patched } from "./patch.ts";

/** How many cases of one kind are decided as Sentry does, and which are not. */
export interface Score {
  readonly kind: string;
  readonly right: number;
  readonly of: number;
  /** The share that is aimed at. */
  readonly aim: number;
  readonly otherwise: readonly string[];
}

/** A case, and what is wrong with how it is decided; null when nothing is. */
interface Verdict {
  readonly name: string;
  readonly wrong: string | null;
}

/** Every score. The events go the way of real ones: reader, facts, grouping. */
export function scores(): readonly Score[] {
  const inputs = readInputs();
  return [
    score("same pairs", 1, pairs(inputs, "same")),
    score("different pairs", 42 / 44, pairs(inputs, "different")),
    score("mutations that change nothing", 0.95, mutations(inputs, "same")),
    score("mutations that tell apart", 0.95, mutations(inputs, "different")),
    score("parameterisation, 24.8", 0.95, texts("24.8")),
    score("parameterisation, 2026", 0.95, texts("2026")),
    score("fingerprint rules", 0.95, ruleCases()),
    score("fingerprints with messages", 0.95, fingerprintCases()),
    score("explicit cases", 0.95, explicitCases()),
    score("what is hashed, per input", 0.9, hashedValues(inputs)),
  ];
}

function score(kind: string, aim: number, verdicts: readonly Verdict[]): Score {
  const wrong = verdicts.filter((verdict) => verdict.wrong !== null);
  return {
    kind,
    right: verdicts.length - wrong.length,
    of: verdicts.length,
    aim,
    otherwise: wrong.map(({ name, wrong: why }) => `${name}: ${why}`),
  };
}

function grouped(event: Event, rules?: readonly FingerprintRule[]) {
  return groupingOf(readEvent(event), rules);
}

function compare(name: string, a: Event, b: Event, expect: Expectation): Verdict {
  const decided = grouped(a).key === grouped(b).key ? "same" : "different";
  return { name, wrong: decided === expect ? null : `is ${decided}` };
}

function eventOf(inputs: ReadonlyMap<string, Input>, name: string): Event {
  const input = inputs.get(name);
  if (input === undefined) throw new Error(`no input ${name}`);
  return input.event;
}

function pairs(inputs: ReadonlyMap<string, Input>, expect: Expectation): Verdict[] {
  return readPairs()
    .filter((pair) => pair.expect === expect)
    .filter((pair) => pair.fallback !== true && !pair.uses_custom_rules)
    .map(({ a, b }) => compare(`${a} and ${b}`, eventOf(inputs, a), eventOf(inputs, b), expect));
}

function mutations(inputs: ReadonlyMap<string, Input>, expect: Expectation): Verdict[] {
  return readMutations()
    .filter((mutation) => mutation.expect === expect)
    .map(({ base, mutation, patch }) => {
      const event = eventOf(inputs, base);
      return compare(`${base}, ${mutation}`, event, patched(event, patch), expect);
    });
}

/** Each text must come out right alone and in the middle of others. */
function texts(date: string): Verdict[] {
  const newer = new Map(readTexts("2026").map(({ input, expected }) => [input, expected]));
  return readTexts(date).map(({ name, input, expected }) => {
    const wanted = newer.get(input) ?? expected;
    const wrong = [["", ""] as const, ["prefix ", " suffix"] as const]
      .map(([before, after]) => ({
        got: messageOf(`${before}${input}${after}`),
        wanted: `${before}${wanted}${after}`,
      }))
      .find(({ got, wanted: one }) => got !== one);
    return { name, wrong: wrong === undefined ? null : `'${input}' becomes '${wrong.got}'` };
  });
}

function messageOf(text: string): string {
  const [part = ""] = grouped({ logentry: { formatted: text } }).parts;
  return part.replace(/^message: /, "");
}

function ruleCases(): Verdict[] {
  return readRuleCases().map((each) => {
    const { parts } = grouped(each.event, each.rules);
    const wrong = fingerprintOf(each).find((value, index) =>
      value === "{{ default }}"
        ? (parts[index] ?? "").startsWith("fingerprint: ") || parts.length <= index
        : parts[index] !== `fingerprint: ${value}`,
    );
    return { name: each.name, wrong: wrong === undefined ? null : `is ${parts.join(", ")}` };
  });
}

function fingerprintOf({ expected }: RuleCase): readonly string[] {
  return Object.values(expected.variants)[0]?.values ?? [];
}

function fingerprintCases(): Verdict[] {
  return readFingerprintCases().map(({ name, event, fingerprint_values: values }) => {
    const wanted = values.map((value) => `fingerprint: ${value}`).join("\n");
    const got = grouped(event).parts.join("\n");
    return { name, wrong: got === wanted ? null : `is ${got}` };
  });
}

/** A transaction is no error: it is never grouped. */
function explicitCases(): Verdict[] {
  return readExplicitCases()
    .filter(({ a, b }) => a["type"] !== "transaction" && b["type"] !== "transaction")
    .map(({ name, a, b, expect }) => compare(name, a, b, expect));
}

/** Of each input: are the same texts hashed, in whichever order? */
function hashedValues(inputs: ReadonlyMap<string, Input>): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const { name, event, usesCustomRules, variants } of inputs.values()) {
    const variant = [variants["app"], variants["system"], variants["default"]].find(
      (each) => typeof each?.hash === "string",
    );
    if (usesCustomRules || variant === undefined) continue;
    const wanted = sorted(variant.contributing.map(([, value]) => value));
    const { parts } = grouped(event);
    const got = sorted(parts.flatMap((part) => part.replace(/^[a-z-]+: /, "").split(" · ")));
    const missing = wanted.filter((value) => !got.includes(value)).slice(0, 3);
    const added = got.filter((value) => !wanted.includes(value)).slice(0, 3);
    const same = wanted.join("\n") === got.join("\n");
    const wrong = same ? null : `lacks [${missing.join(", ")}], adds [${added.join(", ")}]`;
    verdicts.push({ name, wrong });
  }
  return verdicts;
}

function sorted(values: readonly string[]): readonly string[] {
  return values.toSorted();
}
