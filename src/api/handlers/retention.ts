import type { Handlers } from "../v1/handlers.ts";
import type { HandlerDeps } from "./deps.ts";

/** What is kept, and for how long. */
export function retentionHandlers({
  readers,
  retentionRules,
}: HandlerDeps): Pick<Handlers, "GET /api/v1/retention"> {
  const shown = (rule: number) => (rule === 0 ? null : rule);
  return {
    async "GET /api/v1/retention"() {
      const { days, bytes, errorsPerProject, errorsPerIssue } = retentionRules;
      const rules = {
        days: shown(days),
        bytes: shown(bytes),
        errors_per_project: shown(errorsPerProject),
        errors_per_issue: shown(errorsPerIssue),
      };
      return { rules, ...(await readers.ask("retention", null)) };
    },
  };
}
