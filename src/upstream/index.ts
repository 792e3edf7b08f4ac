// The REST APIs of Sentry, GlitchTip and Bugsink: what is missing is fetched, what is done here is done there.
export { Client, type ClientLimits, type ClientOptions, UpstreamFailure } from "./client.ts";
export { upstreamOf } from "./kinds.ts";
export type { BackfillAsk, SourceStanding } from "./messages.ts";
export { UpstreamRunner } from "./runner.ts";
export type { Check, Upstream } from "./upstream.ts";
