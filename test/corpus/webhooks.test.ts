// Reads every webhook of the corpus and compares with what the sample itself says, by rules that are
// written here anew: nothing of the reader is used to say what the reader should find.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorFacts, Reading } from "../../src/domain/index.ts";
import {
  identify,
  parseBody,
  readDelivery,
  recognise,
  secretFrom,
  verifySignature,
} from "../../src/wire/index.ts";
import { corpusExists, type Sample, samplesOf } from "./corpus.ts";
import {
  type Any,
  framesOf,
  rawExceptions,
  rawTag,
  rawTags,
  rawTimestamp,
  slugInUrl,
} from "./sample-rules.ts";

const receivedAt = Date.UTC(2027, 0, 1);

function read(sample: Sample): readonly Reading[] {
  return readDelivery({ headers: sample.headers, payload: sample.body, receivedAt });
}

function identityOf(sample: Sample) {
  const arrival = { headers: sample.headers, payload: sample.body, receivedAt };
  const recognised = recognise(arrival);
  return { recognised, identity: identify(recognised) };
}

/** The only reading of a sample that tells of one thing. */
function only<What extends Reading["what"]>(sample: Sample, what: What) {
  const [reading, ...rest] = read(sample);
  assert.equal(rest.length, 0);
  assert.equal(reading?.what, what);
  return reading as Extract<Reading, { what: What }>;
}

/** What holds for every event, whoever sent it. */
function checkEvent(event: Any, facts: ErrorFacts): void {
  if (event.title) assert.equal(facts.title, event.title);
  if (event.platform) assert.equal(facts.platform, event.platform);
  if (event.level) assert.equal(facts.level, event.level);
  assert.equal(facts.eventId, event.event_id ?? event.eventID ?? null);
  assert.equal(facts.environment, event.environment ?? rawTag(event, "environment"));
  assert.equal(facts.release, event.release?.version ?? event.release ?? rawTag(event, "release"));
  assert.equal(facts.timestamp, rawTimestamp(event));
  assert.deepEqual(facts.tags, rawTags(event));
  checkExceptions(event, facts);
  checkTrace(event, facts);
}

function checkExceptions(event: Any, facts: ErrorFacts): void {
  const raw = rawExceptions(event);
  const last = raw.at(-1) ?? (event.metadata?.type ? event.metadata : null);
  const shown = facts.exceptions.at(-1);
  assert.equal(shown?.type ?? null, last?.type ?? null);
  assert.equal(shown?.value ?? null, last?.value ?? null);
  if (raw.length === 0) return;
  assert.deepEqual(
    facts.exceptions.map((exception) => exception.frames.length),
    raw.map((exception) => framesOf(exception.stacktrace).length),
  );
}

function checkTrace(event: Any, facts: ErrorFacts): void {
  const ofExceptions = rawExceptions(event).flatMap((exception) => framesOf(exception.stacktrace));
  const top = framesOf(event.stacktrace ?? event["sentry.interfaces.Stacktrace"]);
  const frames = ofExceptions.length > 0 ? ofExceptions : top;
  if (top.length > 0) {
    const kept = [...facts.exceptions, ...facts.threads].map((one) => one.frames.length);
    assert.ok(kept.includes(top.length));
  }
  const trace = facts.stacktrace ?? "";
  if (frames.length > 0) assert.notEqual(trace, "");
  const told = frames.filter((frame) => frame.in_app ?? frame.inApp ?? true);
  for (const frame of told) {
    if (frame.function && frame.function !== "?") assert.ok(trace.includes(frame.function));
  }
}

function checkIntegrationEvent(sample: Sample): void {
  const data = sample.body["data"] as Any;
  const event = data.event ?? data.error;
  const reading = only(sample, "error");
  checkEvent(event, reading.error);
  const expected = {
    slug: slugInUrl(event.url),
    upstreamId: event.project === undefined ? null : String(event.project),
    name: null,
  };
  assert.deepEqual(reading.project, expected);
  const { identity } = identityOf(sample);
  assert.equal(identity.eventId, event.event_id);
  assert.equal(identity.brings !== "note", true);
  const known = expected.slug ?? expected.upstreamId;
  assert.deepEqual(identity.projects, known === null ? [] : [expected]);
  const issueId = event.issue_id ?? /\/issues\/(\d+)\//.exec(event.issue_url ?? "")?.[1] ?? null;
  assert.equal(reading.issue?.upstreamId ?? null, issueId);
  if (known === null) assert.deepEqual(identity.upstreamIssueIds, [issueId]);
}

function checkIssue(sample: Sample): void {
  const raw = (sample.body["data"] as Any).issue;
  const created = sample.body["action"] === "created";
  const reading = created ? only(sample, "alert") : only(sample, "issue");
  assert.equal(reading.issue.upstreamId, String(raw.id));
  assert.equal(reading.issue.shortId, raw.shortId);
  assert.equal(reading.issue.title, raw.title);
  assert.equal(reading.issue.status, raw.status === "ignored" ? "archived" : raw.status);
  assert.deepEqual(reading.project, {
    slug: raw.project.slug,
    upstreamId: String(raw.project.id),
    name: raw.project.name ?? null,
  });
  const seen = Date.parse(raw.firstSeen);
  assert.equal(reading.issue.firstSeen, Number.isNaN(seen) ? null : seen);
  if (reading.what !== "alert") return;
  assert.equal(reading.error.title, raw.title);
  assert.equal(reading.error.level, raw.level);
  assert.equal(reading.error.platform, raw.platform);
  assert.equal(reading.error.exceptions[0]?.type ?? null, raw.metadata.type ?? null);
  assert.equal(reading.error.exceptions[0]?.value ?? null, raw.metadata.value ?? null);
}

/** Comments, seer, metric alerts, installations and builds: notes that name what the payload names. */
function checkNote(sample: Sample): void {
  const data = sample.body["data"] as Any;
  const readings = read(sample);
  const slugs: unknown[] = data.metric_alert?.projects ?? [];
  const slug = data.project_slug ?? data.projectSlug ?? data.issue?.project.slug ?? null;
  const expected = slugs.length > 0 ? slugs : [slug];
  assert.deepEqual(
    readings.map((reading) => reading.project.slug),
    expected,
  );
  const issueId = data.issue_id ?? data.group_id ?? data.issue?.id ?? null;
  for (const reading of readings) {
    assert.ok(reading.what === "note");
    assert.equal(reading.upstreamIssueId, issueId === null ? null : String(issueId));
    assert.ok(reading.summary !== "" && !reading.summary.includes("\n"));
  }
  const { identity } = identityOf(sample);
  assert.equal(identity.brings, "note");
  assert.notEqual(identity.contentKey, null);
}

const checksByResource: Readonly<Record<string, (sample: Sample) => void>> = {
  error: checkIntegrationEvent,
  event_alert: checkIntegrationEvent,
  issue: checkIssue,
};

function checkIntegration(sample: Sample): void {
  const { recognised, identity } = identityOf(sample);
  assert.equal(recognised.family, "integration_platform");
  assert.equal(recognised.signed, true);
  assert.equal(identity.resource, sample.headers["sentry-hook-resource"]);
  assert.equal(identity.action, sample.body["action"]);
  const bare = identityOf({ ...sample, headers: {} });
  assert.equal(bare.identity.resource, identity.resource);
  (checksByResource[identity.resource] ?? checkNote)(sample);
}

function checkLegacy(sample: Sample): void {
  const body = sample.body as Any;
  assert.equal(identityOf(sample).recognised.family, "legacy_plugin");
  const reading = only(sample, "error");
  checkEvent(
    { ...body.event, level: body.event.level ?? rawTag(body.event, "level") },
    reading.error,
  );
  assert.equal(reading.project.slug, body.project_slug ?? body.project);
  assert.equal(reading.project.name, body.project_name);
  assert.equal(reading.project.upstreamId, body.event.project ? String(body.event.project) : null);
  assert.equal(reading.issue?.upstreamId, body.id);
  assert.deepEqual(reading.rules, body.triggering_rules ?? []);
  assert.equal(reading.error.culprit, body.culprit);
  assert.equal(reading.error.level, body.level);
}

function checkServiceHook(sample: Sample): void {
  const body = sample.body as Any;
  assert.equal(identityOf(sample).recognised.family, "service_hook");
  const reading = only(sample, "error");
  checkEvent(body.event, reading.error);
  assert.equal(reading.project.slug, body.project.slug);
  assert.equal(reading.project.upstreamId, body.group.project.id);
  assert.equal(reading.issue?.shortId, body.group.shortId);
}

function checkGlitchtip(sample: Sample): void {
  const text = JSON.stringify(sample.body);
  assert.equal(identityOf(sample).recognised.family, "glitchtip");
  const { issue, error, project } = only(sample, "alert");
  assert.ok(error.webUrl !== null && text.includes(error.webUrl));
  assert.equal(issue.upstreamId, error.webUrl.split("/").at(-1));
  assert.ok(text.includes(error.title) && text.includes(project.name ?? "?"));
  assert.equal(`${error.exceptions[0]?.type}: ${error.exceptions[0]?.value}`, error.title);
  assert.ok(text.includes(error.environment ?? "?") && text.includes(error.release ?? "?"));
}

function checkBugsink(sample: Sample): void {
  const body = sample.body as Any;
  assert.equal(identityOf(sample).recognised.family, "bugsink");
  const reading = only(sample, "alert");
  assert.deepEqual(reading.project, {
    slug: null,
    upstreamId: String(body.project),
    name: body.project_name,
  });
  assert.equal(reading.issue.upstreamId, body.id);
  assert.equal(reading.issue.shortId, body.friendly_id);
  assert.equal(reading.reason, body.alert_reason);
  assert.equal(reading.error.title, body.title);
  assert.equal(reading.error.exceptions[0]?.type, body.calculated_type);
  assert.equal(reading.error.exceptions[0]?.value, body.calculated_value);
  assert.equal(reading.error.timestamp, Date.parse(body.last_seen));
}

function checkRequest(sample: Sample): void {
  assert.equal(identityOf(sample).recognised.family, "ui_component");
  assert.notEqual(only(sample, "ignored").reason, "");
}

function checkSignature(sample: Sample): void {
  const bytes = Buffer.from(String(sample.file["raw_body"]));
  const check = verifySignature(bytes, sample.headers, [
    secretFrom("another-secret"),
    secretFrom(String(sample.file["client_secret"])),
  ]);
  const accepted = sample.file["expected"] === "accept";
  assert.equal(check.state, accepted ? "verified" : "wrong");
  const parsed = parseBody(bytes);
  assert.ok(parsed.ok);
  assert.ok(
    readDelivery({ headers: sample.headers, payload: parsed.payload, receivedAt }).length > 0,
  );
}

const checks: Readonly<Record<string, (sample: Sample) => void>> = {
  integration_platform: checkIntegration,
  "assembled/integration_platform": checkIntegration,
  legacy_plugin: checkLegacy,
  "assembled/service_hook": checkServiceHook,
  glitchtip: checkGlitchtip,
  "assembled/glitchtip": checkGlitchtip,
  bugsink: checkBugsink,
  "assembled/bugsink": checkBugsink,
  external_request: checkRequest,
  "assembled/external_request": checkRequest,
  "assembled/signature": checkSignature,
};

if (corpusExists) {
  for (const [folder, check] of Object.entries(checks)) {
    const samples = samplesOf(folder);
    test(`the corpus has samples in ${folder}`, () => assert.ok(samples.length > 0));
    for (const sample of samples) {
      test(`${sample.name} is read as it says itself`, () => check(sample));
    }
  }
} else if (process.env["REQUIRE_ALL"] === "1") {
  test("the corpus of webhooks lies beside the project", () => {
    assert.fail("../shared/corpus/webhooks is absent, and REQUIRE_ALL=1 asks for it");
  });
} else {
  console.log("corpus of webhooks absent: its samples are not read");
}
