// Archive → meaning, in a thread of its own.
export type { Forgotten } from "./forget.ts";
export type { ForgetResult, RedigestResult, RedigestWhat } from "./messages.ts";
export type { RetainedRun } from "./retainer.ts";
export { DigestRunner, type DigestRunnerOptions } from "./runner.ts";
