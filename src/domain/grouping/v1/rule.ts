import type { Call, Category } from "./call.ts";
import { globMatcher, type Matcher } from "./glob.ts";
import type { Family } from "./platform.ts";

/** What a neighbouring call must be. */
interface Neighbour {
  readonly category?: Category;
  readonly notCategory?: Category;
  readonly name?: string;
}

/** When a rule applies to a call: all of it must hold, of a list one entry. Lists hold globs. */
export interface When {
  readonly family?: Exclude<Family, "other">;
  readonly name?: readonly string[];
  readonly notName?: string;
  readonly module?: readonly string[];
  /** Globs of paths, in any case; those that begin with a slash hold for relative paths too. */
  readonly path?: readonly string[];
  readonly package?: readonly string[];
  readonly category?: Category;
  readonly inApp?: boolean;
  /** The call that made this one. */
  readonly caller?: Neighbour;
  /** The call that this one made. */
  readonly callee?: Neighbour;
}

/** What a rule says of the calls that it applies to, and of those before and after them. */
export interface Says {
  readonly category?: Category;
  readonly inApp?: boolean;
  readonly noise?: true;
  /** Of all calls that led to it. */
  readonly callers?: { readonly inApp?: boolean; readonly noise?: true };
  /** Of all calls that it led to. */
  readonly callees?: { readonly inApp?: boolean; readonly noise?: true };
}

/** A rule of the tables, made ready to be asked often. */
export interface Rule {
  readonly family: Family | null;
  readonly category: Category | null;
  readonly says: Says;
  /** Does it say anything of categories, or of whose code it is? */
  readonly classifies: boolean;
  /** Does it call anything noise? */
  readonly quiets: boolean;
  readonly holds: (calls: readonly Call[], at: number) => boolean;
}

type Condition = (call: Call) => boolean;

/** Makes a rule ready. */
export function rule(when: When, says: Says): Rule {
  const conditions = conditionsOf(when);
  const caller = neighbour(when.caller);
  const callee = neighbour(when.callee);
  return {
    family: when.family ?? null,
    category: when.category ?? null,
    says,
    classifies: [says.category, says.inApp, says.callers?.inApp, says.callees?.inApp].some(
      (said) => said !== undefined,
    ),
    quiets: [says.noise, says.callers?.noise, says.callees?.noise].includes(true),
    holds: (calls, at) =>
      conditions.every((condition) => condition(calls[at] as Call)) &&
      (caller === null || (at > 0 && caller(calls[at - 1] as Call))) &&
      (callee === null || (at + 1 < calls.length && callee(calls[at + 1] as Call))),
  };
}

function conditionsOf(when: When): Condition[] {
  const { name, notName, module, path, package: image, inApp } = when;
  const conditions: Condition[] = [];
  if (name !== undefined) {
    const matches = anyOf(name);
    conditions.push((call) => matches(call.name ?? "<unknown>"));
  }
  if (notName !== undefined) conditions.push((call) => call.name !== notName);
  if (module !== undefined) {
    const matches = anyOf(module);
    conditions.push((call) => call.frame.module !== null && matches(call.frame.module));
  }
  if (path !== undefined) {
    const matches = anyPathOf(path);
    conditions.push((call) => call.path !== null && matches(call.path));
  }
  if (image !== undefined) {
    const matches = anyPathOf(image);
    conditions.push((call) => call.package !== null && matches(call.package));
  }
  if (inApp !== undefined) conditions.push((call) => call.inApp === inApp);
  return conditions;
}

function neighbour(wanted: Neighbour | undefined): Condition | null {
  if (wanted === undefined) return null;
  const { category, notCategory, name } = wanted;
  return (call) =>
    (category === undefined || call.category === category) &&
    (notCategory === undefined || call.category !== notCategory) &&
    (name === undefined || call.name === name);
}

/** Texts that are written out are looked up together; the others are tried in turn. */
function anyOf(patterns: readonly string[]): Matcher {
  const whole = new Set(patterns.filter((pattern) => !/[*?[\\]/.test(pattern)));
  const globs = patterns.filter((pattern) => !whole.has(pattern)).map((each) => globMatcher(each));
  return (text) => whole.has(text) || globs.some((matches) => matches(text));
}

function anyPathOf(patterns: readonly string[]): Matcher {
  const isRooted = (pattern: string) => /^(?:\/|\*\*\/)/.test(pattern);
  const ready = (pattern: string) => globMatcher(pattern.toLowerCase(), { path: true });
  const rooted = patterns.filter(isRooted).map(ready);
  const bare = patterns.filter((pattern) => !isRooted(pattern)).map(ready);
  return (text) => {
    if (bare.some((matches) => matches(text))) return true;
    const absolute = text.startsWith("/") ? text : `/${text}`;
    return rooted.some((matches) => matches(absolute));
  };
}
