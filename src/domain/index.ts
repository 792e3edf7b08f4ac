// The nouns and rules of the collector. Pure: no input or output, no clock.
//
// delivery   one request as it arrived: bytes, headers, how it was signed
// error      one occurrence of something going wrong (Sentry says event)
// issue      a group of errors that have one cause (Sentry's API says group)
// partial    an error known only through its issue; completed in place when its event comes
// reading    one thing that a delivery says, in these terms
// identity   what the door must know of a delivery before it answers
// outcome    what became of a delivery and of each item in it
// source     the upstream that deliveries come from; its issue ids are unique within it
// grouping   how errors without an upstream issue find theirs; versions are frozen
// timeline   what happened to an issue, and who did it
export * from "./delivery.ts";
export * from "./error.ts";
export * from "./failure.ts";
export * from "./filter.ts";
export * from "./grouping/index.ts";
export * from "./issue.ts";
export * from "./problem.ts";
export * from "./project.ts";
export * from "./reading.ts";
export * from "./render/index.ts";
export * from "./stacktrace.ts";
