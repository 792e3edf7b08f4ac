// Work that is owed to the world, and the only way out to it.
export { fetchBy } from "./fetch.ts";
export { OutgoingFailure, type OutgoingFailureKind, type OutgoingRules, placeOf } from "./gate.ts";
export { type Letter, Mailer, smtpFrom } from "./mail.ts";
export { type JobResult, Outbox } from "./outbox.ts";
export { type Answered, type Outgoing, SafeFetch } from "./safe-fetch.ts";
