import { z } from "zod";
import { upstreamKinds, writeBackModes } from "../domain/index.ts";
import { moment } from "./moments.ts";
import type { Operations } from "./operation.ts";
import {
  anyOf,
  count,
  flag,
  maybe,
  number,
  pageOf,
  paging,
  share,
  text,
  time,
  words,
} from "./parts.ts";

const name = z
  .string()
  .max(50)
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must be of small letters, digits and hyphens")
  .meta({
    description:
      "The name of a source. Webhooks of Sentry come as `default`, of GlitchTip as `glitchtip`, of Bugsink as `bugsink`: a source of that name completes them",
    examples: ["bugsink"],
  });
const kind = z.enum(upstreamKinds).describe("Whose API it speaks");
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .meta({
    description: "Where it is, without a path of the API",
    examples: ["https://bugs.example.com"],
  });
const organization = text(100).meta({ examples: ["acme"] });
const token = text(1000).describe("An API token. It is kept sealed and never shown");
const projects = z
  .array(text(100))
  .max(500)
  .describe("Only these, by slug or id; empty: all that the token sees");
const pull = z
  .int()
  .min(0)
  .max(86_400)
  .describe("Seconds between two looks for what is new; 0: it is not pulled");
const writeBack = z
  .enum(writeBackModes)
  .describe("Whether what is done here is done there; `dry`: it is only told in the timeline");

const source = z
  .strictObject({
    slug: words.meta({ examples: ["default"] }),
    kind,
    base_url: words,
    organization: maybe,
    projects: z.array(words),
    origin: z.enum(["environment", "added"]).describe("Whether the settings define it"),
    enabled: flag.describe("false: the settings define it no more"),
    has_token: flag,
    pull_seconds: count,
    write_back: z.enum(writeBackModes),
    standing: z
      .strictObject({
        trouble: maybe.describe("What it suffers from; null: nothing"),
        silent_since: time.nullable().describe("null: it is heard"),
        silent_reason: maybe,
        clock_ahead_ms: z.int().nullable().describe("By how much its clock is ahead of ours"),
        requests: count.describe("Requests since the collector started"),
        events_stored: count.describe("Events that they brought"),
        last_answer_at: time.nullable(),
      })
      .nullable()
      .describe("null: it was not worked on since the collector started"),
    outbox: z
      .strictObject({ waiting: count, failed: count })
      .describe("What is owed to it, and what could not be done"),
  })
  .meta({ id: "Source", description: "Where deliveries come from, and the API beside them" });

const check = z
  .strictObject({
    name: z.enum([
      "token",
      "organization",
      "projects",
      "scopes",
      "integration",
      "alert_rules",
      "clock",
      "reachable",
      "deliveries",
    ]),
    state: z.enum(["ok", "warning", "failed", "skipped"]),
    detail: words.describe("What was found, and what to do where it failed"),
    link: maybe.describe("Where to do it"),
  })
  .meta({ id: "SourceCheck" });

const completeness = z
  .strictObject({
    source: words,
    since: time,
    counted: count.describe("Events that the upstream counts in whole hours that were compared"),
    seen: count.describe("Those of them that were seen here, also where they were removed since"),
    complete: share.nullable().describe("Their part of what is counted; null: nothing is counted"),
    projects: z.array(
      z.strictObject({ project: words, counted: count, seen: count, complete: share }),
    ),
    gaps: z
      .array(
        z.strictObject({
          project: words,
          hour: time.describe("When the hour began"),
          counted: count,
          seen: count,
          state: z.enum(["filling", "incomplete"]),
          reason: maybe.describe("Why it cannot be filled"),
        }),
      )
      .describe("Hours that lack something, the newest first, at most 500"),
  })
  .meta({ id: "Completeness" });

const backfill = z
  .strictObject({
    id: number,
    source: words,
    project: words,
    why: z.enum(["asked", "gap"]).describe("`gap`: the comparison with the upstream asked for it"),
    since: time,
    until: time,
    state: z.enum(["waiting", "running", "done", "failed", "stopped"]),
    reason: maybe,
    expected: count.nullable().describe("Events that the upstream counts; null: it does not say"),
    listed: count.describe("Events that were listed; a few are listed twice"),
    stored: count.describe("Those that were new"),
    requests: count,
    done: share.describe("How far it is"),
    events_per_second: z.number().min(0).nullable(),
    seconds_left: count.nullable().describe("null: nobody can say"),
    reached: time.describe("What happened since then is fetched"),
    created_at: time,
    changed_at: time,
  })
  .meta({
    id: "Backfill",
    description: "The events of one project and window, fetched from the API",
  });

const job = z
  .strictObject({
    id: number,
    kind: z.enum(["enrich", "write_back"]),
    source: words,
    state: z.enum(["waiting", "done", "failed"]),
    attempts: count,
    due_at: time,
    reason: maybe.describe("What went wrong last, or how it ended"),
    upstream_issue_id: words,
    what: words.describe("What is to be done, in words"),
    created_at: time,
    ended_at: time.nullable(),
  })
  .meta({ id: "OutboxJob", description: "Work that is owed to an upstream" });

const slug = { slug: name };
const id = number.max(Number.MAX_SAFE_INTEGER);
const settled = { unsettled: true } as const;

/** Sources with their APIs, what is fetched from them, and what is owed to them. */
export const sources = {
  "GET /api/v1/sources": {
    summary: "Sources and how they are doing",
    scope: "sources:read",
    input: z.strictObject({}),
    example: {},
    reply: z.strictObject(pageOf(source)).meta({ id: "SourcePage" }),
    ...settled,
  },
  "POST /api/v1/sources": {
    summary: "Add a source",
    about:
      "Those that the settings define (`default`, `glitchtip`) are not added here. At most 50.",
    scope: "sources:write",
    audited: "source.create",
    input: z.strictObject({
      slug: name,
      kind,
      base_url: baseUrl,
      organization: organization.optional().describe("Not needed where the token sees only one"),
      projects: projects.default([]),
      token,
      pull_seconds: pull.default(0),
      write_back: writeBack.default("off"),
    }),
    example: { slug: "bugsink", kind: "bugsink", base_url: "https://bugs.example.com", token: "…" },
    reply: source,
    creates: true,
    ...settled,
  },
  "GET /api/v1/sources/{slug}": {
    summary: "One source",
    scope: "sources:read",
    input: z.strictObject(slug),
    example: { slug: "default" },
    reply: source,
    ...settled,
  },
  "PATCH /api/v1/sources/{slug}": {
    summary: "Change a source",
    about:
      "What is not given stays. Of a source that the settings define only `write_back` is changed here.",
    scope: "sources:write",
    audited: "source.change",
    input: z.strictObject({
      slug: name,
      base_url: baseUrl.optional(),
      organization: organization.nullable().optional(),
      projects: projects.optional(),
      token: token.optional(),
      pull_seconds: pull.optional(),
      write_back: writeBack.optional(),
    }),
    example: { slug: "default", write_back: "dry" },
    reply: source,
    ...settled,
  },
  "DELETE /api/v1/sources/{slug}": {
    summary: "Remove a source",
    about: "What it brought stays; what is owed to it is dropped.",
    scope: "sources:write",
    audited: "source.delete",
    input: z.strictObject(slug),
    example: { slug: "bugsink" },
    reply: source,
    ...settled,
  },
  "POST /api/v1/sources/{slug}/check": {
    summary: "Check a source: token, scopes, projects, integration, clock …",
    scope: "sources:write",
    input: z.strictObject(slug),
    example: { slug: "default" },
    reply: z.strictObject({ checks: z.array(check) }).meta({ id: "SourceChecks" }),
    ...settled,
  },
  "POST /api/v1/sources/{slug}/connect": {
    summary: "Make the alert rules that a Sentry's integration needs",
    about: "What its API does not allow is said in words, for somebody to do it by hand.",
    scope: "sources:write",
    audited: "source.connect",
    input: z.strictObject({ slug: name, dry_run: flag.default(false) }),
    example: { slug: "default", dry_run: true },
    reply: z.strictObject({ lines: z.array(words) }).meta({ id: "Connected" }),
    ...settled,
  },
  "GET /api/v1/sources/{slug}/completeness": {
    summary: "What the upstream counts beside what was seen",
    scope: "sources:read",
    input: z.strictObject({
      slug: name,
      hours: z.int().min(1).max(2160).default(168).describe("Whole hours, back from now"),
      project: anyOf(text(100), "Only of these projects, by slug"),
    }),
    example: { slug: "default", hours: 24 },
    reply: completeness,
  },
  "GET /api/v1/backfills": {
    summary: "Backfills with their progress, the newest first",
    scope: "sources:read",
    input: z.strictObject({
      source: anyOf(text(100), "Of these sources"),
      active: flag.optional().describe("Only those that wait or run"),
      ...paging(),
    }),
    example: { active: true },
    reply: z.strictObject(pageOf(backfill)).meta({ id: "BackfillPage" }),
    ...settled,
  },
  "POST /api/v1/backfills": {
    summary: "Fetch what happened in a window",
    about:
      "One for each project. It goes on after a crash where it stopped, and keeps nothing twice. What is older than retention keeps is not fetched.",
    scope: "sources:write",
    audited: "backfill.start",
    input: z.strictObject({
      source: name.default("default"),
      since: moment,
      until: moment.optional(),
      projects: z.array(text(100)).min(1).max(500).optional().describe("By slug or id"),
    }),
    example: { source: "default", since: "30d" },
    reply: z.strictObject({ items: z.array(backfill) }).meta({ id: "BackfillsStarted" }),
    creates: true,
    ...settled,
  },
  "POST /api/v1/backfills/{id}/stop": {
    summary: "Stop a backfill",
    scope: "sources:write",
    audited: "backfill.stop",
    input: z.strictObject({ id }),
    example: { id: 3 },
    reply: backfill,
    ...settled,
  },
  "GET /api/v1/outbox": {
    summary: "What is owed to upstreams, the newest first",
    scope: "sources:read",
    input: z.strictObject({
      state: anyOf(z.enum(["waiting", "done", "failed"]), "In one of these states"),
      kind: anyOf(z.enum(["enrich", "write_back"]), "Of these kinds"),
      source: anyOf(text(100), "For these sources"),
      ...paging(),
    }),
    example: { state: ["failed"] },
    reply: z.strictObject(pageOf(job)).meta({ id: "OutboxPage" }),
  },
  "POST /api/v1/outbox/{id}/retry": {
    summary: "Try a piece of work once more",
    scope: "sources:write",
    input: z.strictObject({ id }),
    example: { id: 12 },
    reply: job,
    ...settled,
  },
} as const satisfies Operations;
