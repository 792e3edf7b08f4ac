// What is done to issues and errors, by people, tokens and rules. The digest's thread carries it out, since
// it is the one that writes errors.db.
export type { BulkAction, Command, GivenView, Order, Result } from "./command.ts";
export { forgetErrors, forgetTag } from "./forget.ts";
export { type Doing, happen } from "./happen.ts";
export type { ImportedError } from "./imported-error.ts";
export { factsOfImported } from "./imported-facts.ts";
export { join } from "./merge.ts";
export { perform } from "./perform.ts";
export {
  doomedMax,
  type Removed,
  Retention,
  type RetentionDeps,
  type RetentionRules,
} from "./retain/retention.ts";
export { oweEvent, type UpstreamStep, type WrittenBack } from "./upstream.ts";
