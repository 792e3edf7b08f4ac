// Changes → whoever watches.
export { Feed, type FeedDeps, type Told } from "./feed.ts";
