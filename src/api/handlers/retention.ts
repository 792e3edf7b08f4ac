import type { Handlers } from "../v1/handlers.ts";
import type { HandlerDeps } from "./deps.ts";

/** What is kept, and for how long. */
export function retentionHandlers({
  readers,
  retentionRules,
}: HandlerDeps): Pick<Handlers, "GET /api/v1/retention"> {
  return {
    async "GET /api/v1/retention"() {
      return { rules: shownRules(retentionRules), ...(await readers.ask("retention", null)) };
    },
  };
}

/** The rules in force; null: no such rule. */
export function shownRules({
  days,
  bytes,
  errorsPerProject,
  errorsPerIssue,
}: HandlerDeps["retentionRules"]) {
  const shown = (rule: number) => (rule === 0 ? null : rule);
  return {
    days: shown(days),
    bytes: shown(bytes),
    errors_per_project: shown(errorsPerProject),
    errors_per_issue: shown(errorsPerIssue),
  };
}
