// Archive → meaning, in a thread of its own.
export type { RedigestResult, RedigestWhat } from "./messages.ts";
export { DigestRunner } from "./runner.ts";
