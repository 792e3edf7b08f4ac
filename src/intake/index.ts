// HTTP in: admit, limit, verify the raw bytes, keep, answer. Knows bytes, not what they mean.
export { Attribution } from "./attribution.ts";
export type { Credentials } from "./authenticate.ts";
export { type DoorDeps, type DoorLimits, WebhookDoor } from "./door.ts";
export { Refusals } from "./refusals.ts";
export { RecentKeys } from "./repetitions.ts";
export { Senders } from "./senders.ts";
