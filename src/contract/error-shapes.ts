import { z } from "zod";
import { flag, level, maybe, number, pageOf, record, slug, time, totals, words } from "./parts.ts";

const int = z.int().nullable();
const anything = z.unknown();

const frame = z
  .strictObject({
    filename: maybe,
    abs_path: maybe,
    function: maybe,
    raw_function: maybe.describe("The function's name before a server shortened it"),
    module: maybe,
    package: maybe,
    lineno: int.describe("From 1"),
    colno: int.describe("From 1"),
    in_app: flag.nullable(),
    context_line: maybe,
    pre_context: z.array(words),
    post_context: z.array(words),
    vars: record.nullable(),
    instruction_addr: maybe.describe("Native frames: hexadecimal"),
    platform: maybe,
    source_mapped: flag.describe("A source map told where it was"),
  })
  .meta({ id: "Frame", description: "One call" });

const frames = z.array(frame).describe("From the oldest call to the newest: the crash is last");

const exception = z
  .strictObject({
    type: maybe.meta({ examples: ["TypeError"] }),
    value: maybe.meta({ examples: ["x is not a function"] }),
    module: maybe,
    mechanism: z
      .strictObject({
        type: maybe,
        handled: flag.nullable(),
        synthetic: flag.describe("The type is made up by the SDK: the crash frame says more"),
        exception_id: int,
        parent_id: int,
        is_exception_group: flag,
        ns_error: z
          .strictObject({ domain: maybe, code: maybe })
          .nullable()
          .describe("Apple's NSError"),
      })
      .nullable(),
    frames,
  })
  .meta({ id: "Exception", description: "One exception of a chain" });

const thread = z
  .strictObject({ id: maybe, name: maybe, crashed: flag, current: flag, frames })
  .meta({ id: "Thread" });

const breadcrumb = z
  .strictObject({
    timestamp: time.nullable(),
    type: maybe,
    category: maybe,
    level: maybe,
    message: maybe,
    data: anything,
  })
  .meta({ id: "Breadcrumb", description: "What happened before the error" });

const tags = z
  .record(z.string(), z.string())
  .meta({ examples: [{ browser: "Firefox 128", environment: "prod" }] });

/** What is known of an error, wherever it is told. */
const facts = {
  event_id: maybe.meta({
    description: "The sender's id: 32 hexadecimal digits, or its text as it came",
    examples: ["0f3c9a7be0b14f6f9a2e5d8c7b6a5948"],
  }),
  project: slug,
  title: words.meta({ examples: ["TypeError: x is not a function"] }),
  message: words.meta({ examples: ["x is not a function"] }),
  exception_type: maybe.meta({ examples: ["TypeError"] }),
  exception_value: maybe.meta({ examples: ["x is not a function"] }),
  level,
  platform: words.meta({ examples: ["javascript"] }),
  culprit: maybe.meta({ examples: ["app/checkout in pay"] }),
  environment: maybe.meta({ examples: ["prod"] }),
  release: maybe.meta({ examples: ["2.1.0"] }),
  logger: maybe,
  server_name: maybe,
  timestamp: time.describe("When it happened"),
  received_at: time.describe("When it arrived"),
  tags,
  web_url: maybe.describe("Where a person sees it upstream"),
};

/** What only the delivery tells. */
const details = {
  stacktrace: maybe.describe("The stack trace as text"),
  logged_message: maybe.describe("The words that were logged, formatted"),
  message_template: maybe.describe("The same before their parameters were filled in"),
  exceptions: z.array(exception).describe("The chain, outermost last"),
  main_exception_id: int.describe("Which of them is shown, where the event names one"),
  threads: z.array(thread),
  breadcrumbs: z.array(breadcrumb),
  transaction: maybe,
  dist: maybe,
  user: record.nullable(),
  request: record.nullable(),
  contexts: record.nullable(),
  extra: record.nullable(),
  modules: record.nullable(),
  sdk: z.strictObject({ name: maybe, version: maybe }).nullable(),
  security_report: z
    .strictObject({
      kind: z.enum(["csp", "expect-ct", "expect-staple", "hpkp"]),
      hostname: maybe,
      effective_directive: maybe,
      violated_directive: maybe,
      blocked_uri: maybe,
    })
    .nullable()
    .describe("What a browser reported of a policy that was broken"),
  template: z
    .strictObject({ filename: maybe, context_line: maybe })
    .nullable()
    .describe("A place in a page template that failed"),
  fingerprint: z.array(words).describe("As the client sent it"),
};

const own = {
  id: number,
  ...facts,
  partial: flag.describe("Known only through its issue so far; its event completes it in place"),
  pinned: flag.describe("Retention leaves it alone"),
  issue_id: number,
  issue_short_id: words.meta({ examples: ["WEB-12"] }),
  delivery_id: number.nullable().describe("The delivery that it came with"),
};

/** One occurrence of something going wrong, as lists give it. */
export const error = z.strictObject(own).meta({ id: "Error" });

export const errorPage = z.strictObject({ ...pageOf(error), ...totals }).meta({ id: "ErrorPage" });

/** One error with everything that is known of it. */
export const fullError = z
  .strictObject({
    ...own,
    ...details,
    issue_title: words,
    issue_status: words.meta({ examples: ["unresolved"] }),
    issue_permalink: maybe,
    told_by: z
      .array(
        z
          .strictObject({
            delivery_id: number,
            received_at: time,
            family: maybe,
            resource: maybe,
            rules: z.array(words).describe("The alert rules that sent it"),
          })
          .meta({ id: "Sighting" }),
      )
      .describe("The messages that told of it"),
    previous_id: number.nullable().describe("The next older error of its issue"),
    next_id: number.nullable().describe("The next newer error of its issue"),
  })
  .meta({ id: "FullError" });

const keyExample = "g1:0f3c9a7be0b14f6f9a2e5d8c7b6a5948";
const exportedIssue = {
  short_id: words.meta({ examples: ["WEB-12"] }),
  upstream_source: maybe,
  upstream_id: maybe,
  upstream_short_id: maybe,
};
const issueKeys = z
  .array(words)
  .meta({ description: "Every key that leads to its issue", examples: [[keyExample]] });
const exported = {
  ...facts,
  ...details,
  partial: own.partial,
  pinned: own.pinned,
  source: maybe.meta({ description: "Where it came from", examples: ["default"] }),
  grouping_key: maybe.meta({ description: "By what it was grouped", examples: [keyExample] }),
};

/** One line of an export. */
export const exportedError = z
  .strictObject({
    ...exported,
    issue: z.strictObject({ ...exportedIssue, title: words, grouping_keys: issueKeys }),
  })
  .meta({ id: "ExportedError" });

/** One line of an import: an export's line, of which only the project and some words are needed. */
export const importedError = z
  .strictObject({
    ...exported,
    // What others made need not know titles and keys.
    issue: z.strictObject({
      ...exportedIssue,
      title: words.optional(),
      grouping_keys: issueKeys.optional(),
    }),
  })
  .partial()
  .required({ project: true, timestamp: true, title: true })
  .meta({ id: "ImportedError" });
