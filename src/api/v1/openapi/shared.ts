// What many operations of the document refer to.

const problemBody = {
  "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
};

const retryAfter = {
  "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } },
};

const problem = (description: string) => ({ description, content: problemBody });

export const responses = {
  NotModified: { description: "It is what the caller has already (`If-None-Match`)" },
  Moved: {
    description: "The issue was merged into another: the same is found there",
    headers: {
      Location: { description: "Where it went", schema: { type: "string", format: "uri" } },
    },
    content: {
      "application/json": {
        schema: {
          type: "object",
          properties: { moved_to: { type: "string", format: "uri" } },
          required: ["moved_to"],
        },
      },
    },
  },
  BadRequest: problem("The input is wrong; `errors` says where and what it must be"),
  Unauthorized: problem("Nobody is known by this session or token; `detail` says how to get in"),
  Forbidden: problem(
    "The caller's rights do not reach that far, or a page of another site wants to write",
  ),
  NotFound: problem("There is no such thing"),
  Conflict: problem(
    "As things stand this cannot be done, or the same request is being carried out",
  ),
  TooLarge: problem("The body is too large"),
  Unsupported: problem("The body is of another type than is read here"),
  Unprocessable: problem("The `Idempotency-Key` belongs to another request"),
  TooMany: { ...problem("Asked too often"), headers: retryAfter },
  Unavailable: { ...problem("Not now; try again"), headers: retryAfter },
} as const;

export type ResponseName = keyof typeof responses;

export const parameters = {
  Actor: {
    name: "X-Actor",
    in: "header",
    description:
      "Who acts: a name or a mail address. Letters beyond ASCII as UTF-8, or percent-encoded: `UTF-8''%D0%90%D0%B4%D0%B0`",
    schema: { type: "string", maxLength: 200 },
    example: "ada@example.org",
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "The same key with the same request is carried out once within 24 hours; further ones get the first answer again",
    schema: { type: "string", minLength: 1, maxLength: 255 },
    example: "0e7a1d6c-5b0f-4c0e-9f0a-2f6c1f7f3b55",
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "The `ETag` of what the caller has",
    schema: { type: "string" },
  },
  LastEventId: {
    name: "Last-Event-ID",
    in: "header",
    description: "The change after which to go on; it goes before `after`",
    schema: { type: "integer", minimum: 0 },
  },
} as const;

export const headers = {
  ETag: { description: "Changes when the answer does", schema: { type: "string" } },
  Link: { description: 'RFC 8288: the next page, `rel="next"`', schema: { type: "string" } },
  DigestLag: {
    description: "Deliveries that were answered and may be missing here; absent where none is",
    schema: { type: "integer" },
  },
  Replayed: {
    description: "`true`: the first answer to this `Idempotency-Key`, once more",
    schema: { type: "string", enum: ["true"] },
  },
  TotalCount: {
    description: "How many rows there will be, about",
    schema: { type: "integer" },
  },
} as const;

export type HeaderName = keyof typeof headers;
export type ParameterName = keyof typeof parameters;

export const tags: Readonly<Record<string, string>> = {
  issues: "Groups of errors that have one cause: find them, work on them",
  errors: "Single occurrences: find, read, export and import them",
  deliveries: "What arrived, as it came, and what became of it",
  refusals: "What was not taken, and why",
  people: "What is done for people whom errors tell of",
  projects: "Projects and their releases",
  stats: "Counts over time",
  search: "The search language, for completion and for whoever writes a query",
  sources: "Where deliveries come from, the APIs beside them, and how complete what came is",
  backfills: "What is fetched from the APIs of sources",
  outbox: "Work that is owed to the APIs of sources",
  views: "Searches that somebody saved under a name",
  live: "Changes while they happen",
  retention: "What is kept, and for how long",
  status: "How the collector is doing",
  access: "Who asks, and how one gets in",
  accounts: "Everybody who may sign in",
  invitations: "Links that let somebody in once",
  sessions: "Where one is signed in",
  tokens: "Secrets by which programs call",
  audit: "Who did what",
};

export const about = `The contract of the collector.

Times are ISO 8601 in UTC. Lists are \`{items, next_cursor}\`; a page follows with \`cursor\`, or by the \`Link\` header. Unknown parameters and fields are refused, and a refusal says what there is.

A read sees every delivery that was answered before it, or says in \`Digest-Lag\` how many it may miss. GET answers carry an \`ETag\`.

A caller proves who they are by \`Authorization: Bearer <token>\`, or by the session of the page. Each operation has a scope (\`x-scope\`): those that end in \`:read\` take the right to read, \`:write\` to write, \`:admin\` to administer; \`self\` is for whoever is known, \`public\` for everybody. To whoever is limited to some projects nothing else is there (404), and what concerns the whole collector (\`x-whole\`) is refused (403). Until the first account or token exists, whoever calls from the collector's own machine may do everything.

Writes take an \`Idempotency-Key\`. \`X-Actor\` says who acts, where nobody proved it.`;

export const securitySchemes = {
  token: { type: "http", scheme: "bearer", description: "A token, made in the settings" },
  session: { type: "apiKey", in: "cookie", name: "collector.session_token" },
} as const;
