import type { Call } from "./call.ts";
import type { Rule } from "./rule.ts";

/**
 * Applies rules in their order: first what each says of categories and of whose code it is, all of
 * them, then what is noise, by the categories that came out.
 */
export function applyRules(rules: readonly Rule[], calls: readonly Call[]): void {
  const families = new Set<Rule["family"]>(calls.map((call) => call.family)).add(null);
  const asked = rules.filter((rule) => families.has(rule.family));
  const met = new Set<Call["category"]>([null]);
  for (const rule of asked) if (rule.classifies) classify(rule, calls, met);
  for (const rule of asked) if (rule.quiets) quiet(rule, calls, met);
}

function classify(rule: Rule, calls: readonly Call[], met: Set<Call["category"]>): void {
  const { category, inApp, callers, callees } = rule.says;
  // All calls are asked before any is changed: a rule does not see what it did itself.
  for (const at of placesOf(rule, calls, met)) {
    const call = calls[at] as Call;
    if (category !== undefined) {
      call.category = category;
      met.add(category);
    }
    if (inApp !== undefined) call.inApp = inApp;
    if (callers?.inApp !== undefined) setInApp(calls, 0, at, callers.inApp);
    if (callees?.inApp !== undefined) setInApp(calls, at + 1, calls.length, callees.inApp);
  }
}

function quiet(rule: Rule, calls: readonly Call[], met: Set<Call["category"]>): void {
  const { noise, callers, callees } = rule.says;
  for (const at of placesOf(rule, calls, met)) {
    if (noise) (calls[at] as Call).isNoise = true;
    if (callers?.noise) for (const call of calls.slice(0, at)) call.isNoise = true;
    if (callees?.noise) for (const call of calls.slice(at + 1)) call.isNoise = true;
  }
}

const nowhere: readonly number[] = [];

/** Where a rule holds. A category that no call has got is not looked for. */
function placesOf(
  rule: Rule,
  calls: readonly Call[],
  met: ReadonlySet<Call["category"]>,
): readonly number[] {
  if (!met.has(rule.category)) return nowhere;
  let places: number[] | null = null;
  for (let at = 0; at < calls.length; at++) {
    const call = calls[at] as Call;
    if (rule.family !== null && rule.family !== call.family) continue;
    if (rule.category !== null && rule.category !== call.category) continue;
    if (rule.holds(calls, at)) {
      places ??= [];
      places.push(at);
    }
  }
  return places ?? nowhere;
}

function setInApp(calls: readonly Call[], from: number, to: number, inApp: boolean): void {
  for (let at = from; at < to; at++) (calls[at] as Call).inApp = inApp;
}
