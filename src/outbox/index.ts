// Work that is owed to the world, and the only way out to it.
export { type JobResult, Outbox } from "./outbox.ts";
export {
  type Answered,
  type Outgoing,
  OutgoingFailure,
  type OutgoingFailureKind,
  type OutgoingRules,
  SafeFetch,
} from "./safe-fetch.ts";
