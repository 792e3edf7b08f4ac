import { type ErrorFacts, Failure, type Frame, untoldError } from "../../domain/index.ts";
import { factsOfImported, type ImportedError } from "../../manage/index.ts";
import { cutDepth } from "../depth.ts";
import type { ReplyOf } from "../reads/reads.ts";
import type { HandlerDeps } from "./deps.ts";

/** Far deeper than any SDK sends. */
const levelsMax = 100;

type Whole = NonNullable<ReplyOf<"wholeError">>;

/** One error with everything that is known of it. Throws `not_found`. */
export async function wholeError(deps: HandlerDeps, id: number) {
  const whole = await findWhole(deps, id);
  const { error, stacktrace, issue, told_by, previous_id, next_id } = whole;
  const details = detailsOf(await factsOf(deps, whole), stacktrace);
  return { ...error, ...details, ...issue, told_by, previous_id, next_id };
}

export async function findWhole({ readers }: HandlerDeps, id: number): Promise<Whole> {
  const whole = await readers.ask("wholeError", id);
  if (whole === null) throw new Failure("not_found", `There is no error ${id}.`);
  return whole;
}

/** What the delivery of an error, or the line of its import, tells; null when that is not kept. */
export async function factsOf(
  { readers, factsOf: read }: HandlerDeps,
  { error, deliveryItem }: Pick<Whole, "error" | "deliveryItem">,
): Promise<ErrorFacts | null> {
  const { delivery_id } = error;
  if (delivery_id === null) return importedFacts(readers, error.id);
  const delivery = await readers.ask("delivery", delivery_id);
  const body = await readers.ask("deliveryBody", delivery_id);
  if (delivery === null || body === null || delivery.headers === null) return null;
  return read(body, delivery.headers, { item: deliveryItem, project: error.project });
}

/** What the line of an import told of an error; null for one that did not come by an import. */
export async function importedFacts(
  readers: HandlerDeps["readers"],
  errorId: number,
): Promise<ErrorFacts | null> {
  const line = await readers.ask("importedLine", errorId);
  return line === null ? null : factsOfImported(JSON.parse(line) as ImportedError);
}

/** What only the delivery tells. All empty where it is gone. */
export function detailsOf(facts: ErrorFacts | null, stacktrace: string | null) {
  const { template, ...told } = facts ?? untoldError("");
  const details = {
    stacktrace,
    logged_message: told.loggedMessage,
    message_template: told.messageTemplate,
    exceptions: told.exceptions.map(shownException),
    main_exception_id: told.mainExceptionId,
    threads: told.threads.map(({ id, name, crashed, current, frames }) => ({
      id,
      name,
      crashed,
      current,
      frames: frames.map(shownFrame),
    })),
    breadcrumbs: told.breadcrumbs.map(shownBreadcrumb),
    transaction: told.transaction,
    dist: told.dist,
    user: told.user,
    request: told.request,
    contexts: told.contexts,
    extra: told.extra,
    modules: told.modules,
    sdk: told.sdk,
    security_report: shownReport(told.securityReport),
    template:
      template === null
        ? null
        : { filename: template.filename, context_line: template.contextLine },
    fingerprint: told.fingerprint,
  };
  return cutDepth(details, levelsMax) as typeof details;
}

function shownException({
  type,
  value,
  module,
  mechanism,
  frames,
}: ErrorFacts["exceptions"][number]) {
  return {
    type,
    value,
    module,
    mechanism:
      mechanism === null
        ? null
        : {
            type: mechanism.type,
            handled: mechanism.handled,
            synthetic: mechanism.synthetic,
            exception_id: mechanism.exceptionId,
            parent_id: mechanism.parentId,
            is_exception_group: mechanism.isExceptionGroup,
            ns_error: mechanism.nsError,
          },
    frames: frames.map(shownFrame),
  };
}

function shownFrame(frame: Frame) {
  return {
    filename: frame.filename,
    abs_path: frame.absPath,
    function: frame.function,
    raw_function: frame.rawFunction,
    module: frame.module,
    package: frame.package,
    lineno: frame.lineno,
    colno: frame.colno,
    in_app: frame.inApp,
    context_line: frame.contextLine,
    pre_context: frame.preContext,
    post_context: frame.postContext,
    vars: frame.vars,
    instruction_addr: frame.instructionAddr,
    platform: frame.platform,
    source_mapped: frame.sourceMapped,
  };
}

function shownBreadcrumb({
  timestamp,
  type,
  category,
  level,
  message,
  data,
}: ErrorFacts["breadcrumbs"][number]) {
  const at = timestamp === null ? null : new Date(timestamp).toISOString();
  return { timestamp: at, type, category, level, message, data };
}

function shownReport(report: ErrorFacts["securityReport"]) {
  if (report === null) return null;
  return {
    kind: report.kind,
    hostname: report.hostname,
    effective_directive: report.effectiveDirective,
    violated_directive: report.violatedDirective,
    blocked_uri: report.blockedUri,
  };
}
