// The nouns and rules of the collector. Pure: no input or output, no clock.
//
// delivery   one request as it arrived: bytes, headers, how it was signed
// error      one occurrence of something going wrong (Sentry says event)
// issue      a group of errors that have one cause (Sentry's API says group)
// refusal    a request that a door did not take, and why
// partial    an error known only through its issue; completed in place when its event comes
// reading    one thing that a delivery says, in these terms
// identity   what the door must know of a delivery before it answers
// outcome    what became of a delivery and of each item in it
// source     the upstream that deliveries come from; its issue ids are unique within it
// outbox     work that is owed to the world: events to fetch, changes to write back
// backfill   the events of one project and window, fetched from the upstream's API
// grouping   how errors without an upstream issue find theirs; versions are frozen
// timeline   what happened to an issue, and who did it
// search     what a person asks for: a text, read into a tree of terms
// standing   an issue's status and substatus, with how it was resolved or how long it is archived
// transition what an action, or something that happens, makes of an issue's state: the workflow
// release    what `package@version+build` names; ordered by semver, else by when it was first seen
// piece      a text that errors of one grouping key share, kept once
// view       a search that somebody saved under a name
// person     somebody whom errors tell of, and who may be forgotten
// caller     who asks: what they may, and in which projects
// grant      how far a right goes, and where
// change     what live watchers are told of
export * from "./access.ts";
export * from "./attribution.ts";
export * from "./change.ts";
export * from "./delivery.ts";
export * from "./error.ts";
export * from "./failure.ts";
export * from "./filter.ts";
export * from "./grouping/index.ts";
export * from "./hours.ts";
export * from "./issue.ts";
export * from "./person.ts";
export * from "./problem.ts";
export * from "./project.ts";
export * from "./rate.ts";
export * from "./reading.ts";
export * from "./refusal.ts";
export * from "./release.ts";
export * from "./render/index.ts";
export * from "./scrub.ts";
export * from "./search/index.ts";
export * from "./searchable.ts";
export * from "./silence.ts";
export * from "./stacktrace.ts";
export * from "./upstream.ts";
export * from "./view.ts";
export * from "./workflow/index.ts";
