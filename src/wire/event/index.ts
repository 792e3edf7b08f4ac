export { eventIdOf } from "./event-id.ts";
export { splitTitle } from "./exceptions.ts";
export { readEvent } from "./facts.ts";
export { readLevel } from "./level.ts";
export { readTags, tagValue } from "./tags.ts";
export { readTimestamp } from "./timestamp.ts";
