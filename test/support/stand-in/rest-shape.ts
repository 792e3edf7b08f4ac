// An event as Sentry's REST API shows it, made of the same event as its webhooks carry it: after
// getsentry/sentry api/serializers/models/event.py and the interfaces' get_api_context.

type Json = Readonly<Record<string, unknown>>;

const record = (value: unknown): Json => (value ?? {}) as Json;
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []) as Json[];

export function restEvent(event: Json): Json {
  const id = event["event_id"];
  const tags = list(event["tags"]) as unknown as readonly (readonly [string, string])[];
  return {
    id,
    eventID: id,
    groupID: event["issue_id"],
    projectID: String(event["project"]),
    dist: event["dist"] ?? null,
    message: event["message"] ?? "",
    title: event["title"],
    location: event["location"] ?? null,
    culprit: event["culprit"] ?? null,
    platform: event["platform"],
    type: event["type"],
    metadata: event["metadata"] ?? {},
    tags: tags.map(([key, value]) => ({ key, value, _meta: null })),
    user: restUser(event["user"]),
    contexts: event["contexts"] ?? {},
    context: event["extra"] ?? {},
    packages: event["modules"] ?? {},
    sdk: event["sdk"] ?? null,
    errors: event["errors"] ?? [],
    fingerprints: ["0123456789abcdef0123456789abcdef"],
    dateCreated: new Date(Number(event["timestamp"]) * 1000).toISOString(),
    dateReceived: new Date(Number(event["received"] ?? event["timestamp"]) * 1000).toISOString(),
    release: event["release"] == null ? null : { version: event["release"], shortVersion: "x" },
    entries: entriesOf(event),
    _meta: {},
  };
}

function entriesOf(event: Json): Json[] {
  const entries: Json[] = [];
  const add = (type: string, data: unknown): void => {
    if (data !== null && data !== undefined) entries.push({ type, data });
  };
  add("exception", restExceptions(event["exception"]));
  add("message", event["logentry"]);
  add("threads", restThreads(event["threads"]));
  add("stacktrace", restTrace(event["stacktrace"]));
  add("template", event["template"]);
  add("csp", event["csp"]);
  add("breadcrumbs", event["breadcrumbs"]);
  add("request", restRequest(event["request"]));
  return entries;
}

function restExceptions(value: unknown): Json | null {
  const values = list(record(value)["values"]);
  if (values.length === 0) return null;
  return {
    values: values.map(({ raw_stacktrace, stacktrace, thread_id, ...exception }) => ({
      ...exception,
      threadId: thread_id ?? null,
      stacktrace: restTrace(stacktrace),
      rawStacktrace: restTrace(raw_stacktrace),
    })),
    excOmitted: null,
    hasSystemFrames: true,
  };
}

function restThreads(value: unknown): Json | null {
  const values = list(record(value)["values"]);
  if (values.length === 0) return null;
  return {
    values: values.map(({ raw_stacktrace, stacktrace, ...thread }) => ({
      ...thread,
      stacktrace: restTrace(stacktrace),
      rawStacktrace: restTrace(raw_stacktrace),
    })),
  };
}

function restTrace(value: unknown): Json | null {
  const frames = record(value)["frames"];
  if (!Array.isArray(frames)) return null;
  return {
    frames: frames.map((frame) => (frame === null ? null : restFrame(frame))),
    framesOmitted: null,
    registers: null,
    hasSystemFrames: true,
  };
}

function restFrame(frame: Json): Json {
  const lineno = frame["lineno"] as number | null | undefined;
  return {
    filename: frame["filename"] ?? null,
    absPath: frame["abs_path"] ?? null,
    module: frame["module"] ?? null,
    package: frame["package"] ?? null,
    platform: frame["platform"] ?? null,
    instructionAddr: frame["instruction_addr"] ?? null,
    symbolAddr: frame["symbol_addr"] ?? null,
    function: frame["function"] ?? null,
    rawFunction: frame["raw_function"] ?? null,
    symbol: frame["symbol"] ?? null,
    context: restContext(frame, lineno),
    lineNo: lineno ?? null,
    colNo: frame["colno"] ?? null,
    inApp: frame["in_app"] ?? false,
    vars: frame["vars"] ?? null,
    ...(record(frame["data"])["sourcemap"] ? { map: record(frame["data"])["sourcemap"] } : {}),
  };
}

function restContext(frame: Json, lineno: number | null | undefined): unknown[] {
  if (lineno == null || frame["context_line"] == null) return [];
  const before = (frame["pre_context"] ?? []) as unknown[];
  const after = (frame["post_context"] ?? []) as unknown[];
  return [
    ...before.map((text, at) => [lineno - before.length + at, text]),
    [lineno, frame["context_line"]],
    ...after.map((text, at) => [lineno + 1 + at, text]),
  ];
}

function restRequest(value: unknown): Json | null {
  if (value == null) return null;
  const { query_string, inferred_content_type, ...request } = record(value);
  return {
    ...request,
    query: query_string ?? [],
    inferredContentType: inferred_content_type ?? null,
    apiTarget: null,
  };
}

const userKeys = ["id", "email", "username", "ip_address", "name"];

function restUser(value: unknown): Json | null {
  if (value == null) return null;
  const user = record(value);
  const { geo, sentry_user, ...rest } = user;
  const own = Object.entries(rest).filter(([key]) => !userKeys.includes(key) && key !== "data");
  return {
    ...Object.fromEntries(userKeys.map((key) => [key, user[key] ?? null])),
    ...(geo === undefined ? {} : { geo }),
    data: { ...record(user["data"]), ...Object.fromEntries(own) },
  };
}
