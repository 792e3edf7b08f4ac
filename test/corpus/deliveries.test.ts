// Delivers every webhook of the corpus to a whole collector and reads it back by the API; what should be
// read is found by rules of this test's own.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Answer, startTestCollector, type TestCollector } from "../support/collector.ts";
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

/** What should be read back; undefined: the sample does not say. */
type Expected = Readonly<Record<string, unknown>>;

/** What a folder's samples should become; null: it tells of no error. */
const expectations: Readonly<Record<string, (sample: Sample) => Expected | null>> = {
  integration_platform: expectIntegration,
  "assembled/integration_platform": expectIntegration,
  legacy_plugin: expectLegacy,
  "assembled/service_hook": expectServiceHook,
  glitchtip: expectGlitchtip,
  "assembled/glitchtip": expectGlitchtip,
  bugsink: expectBugsink,
  "assembled/bugsink": expectBugsink,
  external_request: () => null,
  "assembled/external_request": () => null,
};

function expectIntegration({ headers, body }: Sample): Expected | null {
  const data = body["data"] as Any;
  const event = data.event ?? data.error;
  if (event !== undefined) {
    return expectEvent(event, { project: slugInUrl(event.url) ?? undefined });
  }
  const created = headers["sentry-hook-resource"] === "issue" && body["action"] === "created";
  return created ? expectIssue(data.issue) : null;
}

function expectEvent(event: Any, told: Expected): Expected {
  const exceptions = rawExceptions(event);
  const main = exceptions.at(-1) ?? (event.metadata?.type ? event.metadata : null);
  const frames = exceptions.flatMap((exception) => framesOf(exception.stacktrace));
  const time = rawTimestamp(event);
  return {
    event_id: event.event_id ?? event.eventID,
    title: event.title,
    exception_type: main?.type ?? null,
    exception_value: main?.value ?? null,
    level: event.level,
    platform: event.platform,
    environment: event.environment ?? rawTag(event, "environment"),
    release: event.release?.version ?? event.release ?? rawTag(event, "release"),
    timestamp: time === null ? undefined : new Date(time).toISOString(),
    tags: Object.fromEntries(rawTags(event)),
    partial: false,
    traced: frames.length > 0 ? true : undefined,
    ...told,
  };
}

function expectIssue(issue: Any): Expected {
  const seen = Date.parse(issue.firstSeen);
  return {
    project: issue.project.slug,
    title: issue.title,
    exception_type: issue.metadata.type ?? null,
    exception_value: issue.metadata.value ?? null,
    level: issue.level,
    platform: issue.platform,
    timestamp: Number.isNaN(seen) ? undefined : new Date(seen).toISOString(),
    issue_title: issue.title,
    upstream_issue_id: String(issue.id),
    partial: true,
  };
}

function expectLegacy({ body }: Sample): Expected {
  const { event, ...rest } = body as Any;
  return expectEvent(event, {
    project: rest.project_slug ?? rest.project,
    level: rest.level,
    culprit: rest.culprit,
    upstream_issue_id: rest.id,
  });
}

function expectServiceHook({ body }: Sample): Expected {
  const { event, project, group } = body as Any;
  return expectEvent(event, { project: project.slug, upstream_issue_id: group.id });
}

const words = (text: string): string => text.toLowerCase().replaceAll(" ", "-");

function expectGlitchtip({ body }: Sample): Expected {
  const { attachments, embeds, cardsV2 } = body as Any;
  const general = (attachments ?? embeds)?.[0];
  const card = cardsV2?.[0].card;
  const section = card?.sections[0];
  const title: string = general?.title ?? section.header.replace(/<[^>]+>/g, "");
  const fields: [string, string][] = (general?.fields ?? section.widgets).map((field: Any) => [
    field.title ?? field.name ?? field.decoratedText?.topLabel,
    field.value ?? field.decoratedText?.text,
  ]);
  const field = (name: string) => fields.find(([label]) => label === name)?.[1];
  return {
    title,
    project: words(field("Project") ?? card.header.subtitle),
    exception_type: title.slice(0, title.indexOf(": ")),
    exception_value: title.slice(title.indexOf(": ") + 2),
    environment: field("Environment"),
    release: field("Release"),
    partial: true,
  };
}

function expectBugsink({ body }: Sample): Expected {
  return {
    project: words(String(body["project_name"])),
    title: body["title"],
    exception_type: body["calculated_type"],
    exception_value: body["calculated_value"],
    timestamp: new Date(String(body["last_seen"])).toISOString(),
    upstream_issue_id: body["id"],
    partial: true,
  };
}

/** Compares what is told, each by its name. */
function compare(error: Any, expected: Expected): void {
  const told = Object.entries(expected).filter(([, value]) => value !== undefined);
  const shown = { ...error, traced: error.stacktrace !== null && error.stacktrace.length > 20 };
  assert.deepEqual(
    Object.fromEntries(told.map(([name]) => [name, shown[name]])),
    Object.fromEntries(told),
  );
}

/**
 * Some samples are of the same event or issue. Each is read from the first collector that does not know
 * it yet; there are seldom more than three.
 */
class Collectors {
  readonly #t: TestContext;
  readonly #all: TestCollector[] = [];

  constructor(t: TestContext) {
    this.#t = t;
  }

  async deliver({ body, headers }: Sample): Promise<{ collector: TestCollector; answer: Answer }> {
    for (let index = 0; ; index++) {
      this.#all[index] ??= await startTestCollector(this.#t);
      const collector = this.#all[index];
      assert.ok(collector !== undefined && index < 8, "no collector finds it new");
      const answer = await collector.deliver(body, { ...headers });
      if (answer.status !== 201 && answer.body?.status !== "duplicate")
        return { collector, answer };
      const { reason } = await deliveryOf(collector, answer);
      const known = answer.body.status === "duplicate" || /already/.test(reason ?? "");
      if (!known) return { collector, answer };
    }
  }
}

async function deliveryOf(collector: TestCollector, answer: Answer) {
  return (await collector.read(`/deliveries/${answer.body.delivery_id}`)).body;
}

async function check(collectors: Collectors, sample: Sample, expected: Expected | null) {
  const { collector, answer } = await collectors.deliver(sample);
  const delivery = await deliveryOf(collector, answer);
  const body = await collector.read(`/deliveries/${answer.body.delivery_id}/body`);
  assert.equal(body.text, JSON.stringify(sample.body));
  if (expected === null) {
    assert.equal(`${answer.status} ${answer.body.status}`, "200 kept");
    assert.ok(["digested", "ignored"].includes(delivery.state), delivery.reason);
    assert.equal(delivery.error_id, null);
    return;
  }
  assert.equal(`${answer.status} ${answer.body.status}`, "201 stored");
  assert.equal(delivery.state, "digested", delivery.reason);
  const { body: error } = await collector.read(`/errors/${delivery.error_id}`);
  compare(error, expected);
  if (expected["traced"] === true) {
    const trace = await collector.read(`/errors/${delivery.error_id}/stacktrace`);
    assert.equal(trace.status, 200);
  }
}

async function checkSignature(sample: Sample, collector: TestCollector): Promise<void> {
  const raw = String(sample.file["raw_body"]);
  const before = (await collector.read("/deliveries")).body.length;
  const answer = await collector.deliver(raw, { ...sample.headers });
  if (sample.file["expected"] === "accept") {
    assert.ok([200, 201].includes(answer.status), answer.text);
    const delivery = await deliveryOf(collector, answer);
    assert.equal(delivery.signature, "verified");
    const body = await collector.read(`/deliveries/${delivery.id}/body`);
    assert.equal(body.text, raw);
  } else {
    assert.equal(answer.status, 401);
    assert.equal((await collector.read("/deliveries")).body.length, before);
  }
}

if (corpusExists) {
  test("every sample of the corpus is answered as its kind demands and reads back", async (t) => {
    const collectors = new Collectors(t);
    for (const [folder, expect] of Object.entries(expectations)) {
      const samples = samplesOf(folder);
      assert.ok(samples.length > 0, folder);
      for (const sample of samples) {
        await t.test(sample.name, () => check(collectors, sample, expect(sample)));
      }
    }
  });

  test("signature vectors are accepted and rejected as they are marked", async (t) => {
    const samples = samplesOf("assembled/signature");
    const secrets = new Set(samples.map(({ file }) => String(file["client_secret"])));
    const collector = await startTestCollector(t, {
      SENTRY_WEBHOOK_SECRET: [...secrets].join(","),
    });
    for (const sample of samples) {
      await t.test(sample.name, () => checkSignature(sample, collector));
    }
  });
} else if (process.env["REQUIRE_ALL"] === "1") {
  test("the corpus of webhooks lies beside the project", () => {
    assert.fail("../shared/corpus/webhooks is absent, and REQUIRE_ALL=1 asks for it");
  });
} else {
  console.log("corpus of webhooks absent: its samples are not delivered");
}
