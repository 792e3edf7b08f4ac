import { Failure, toFailure } from "../../domain/index.ts";
import type { ImportedError } from "../../manage/index.ts";
import type { ErrorListAsk, ErrorPagePlace } from "../../store/index.ts";
import { cutDepth } from "../depth.ts";
import { csvRows, type Exportable, ndjsonRows, parquetFile } from "../export/formats.ts";
import type { ReplyOf } from "../reads/reads.ts";
import type { Context, Handlers } from "../v1/handlers.ts";
import { actorFor } from "./asked.ts";
import type { HandlerDeps } from "./deps.ts";
import { errorsAsked } from "./errors.ts";
import { detailsOf, factsOf } from "./whole-error.ts";

type Kept = "GET /api/v1/export/errors" | "POST /api/v1/import/errors";

/** Rows that are read, or taken in, at a time. */
const rowsAtOnce = 200;
const bytesAtOnce = 4 * 1024 * 1024;
const refusalsMax = 100;
/** Deeper than what an export has. */
const levelsMax = 110;

/** Errors out of here, and into here. */
export function transferHandlers(deps: HandlerDeps): Pick<Handlers, Kept> {
  return {
    async "GET /api/v1/export/errors"(input, context) {
      const ask = errorsAsked(input, context);
      const totalCount = await counted(deps, ask, context.signal);
      const rows = exported(deps, ask, context.signal);
      const body =
        input.format === "parquet"
          ? parquetFile(rows)
          : input.format === "csv"
            ? csvRows(rows)
            : ndjsonRows(rows);
      return { filename: `errors.${input.format}`, body, totalCount };
    },

    async "POST /api/v1/import/errors"(_input, context) {
      const intake = new Intake(deps, context);
      for await (const line of context.lines) {
        if (context.signal.aborted) throw stopped("the same import may be sent again");
        if (line.ok) await intake.add(line);
        else intake.refuse(line.line, line.reason);
      }
      await intake.take();
      return intake.result;
    },
  };
}

const stopped = (then: string): Failure =>
  new Failure("unavailable", `The collector stops, or nobody waits any more: ${then}.`);

interface Waiting {
  readonly line: number;
  readonly error: ImportedError;
}

/** Gathers lines, and has them taken in some at a time. */
class Intake {
  readonly #deps: HandlerDeps;
  readonly #context: Pick<Context, "now" | "actor" | "caller">;
  #waiting: Waiting[] = [];
  #bytes = 0;
  readonly result = {
    imported: 0,
    known: 0,
    refused: 0,
    refusals: [] as { line: number; reason: string }[],
  };

  constructor(deps: HandlerDeps, context: Pick<Context, "now" | "actor" | "caller">) {
    this.#deps = deps;
    this.#context = context;
  }

  async add({ line, value, bytes }: { line: number; value: ImportedError; bytes: number }) {
    // Threads cannot pass on what is nested too deep.
    this.#waiting.push({ line, error: cutDepth(value, levelsMax) as ImportedError });
    this.#bytes += bytes;
    if (this.#waiting.length >= rowsAtOnce || this.#bytes >= bytesAtOnce) await this.take();
  }

  refuse(line: number, reason: string): void {
    this.result.refused += 1;
    if (this.result.refusals.length < refusalsMax) this.result.refusals.push({ line, reason });
  }

  /** Has those that wait taken in: together, or where that fails one by one, so that only the guilty one fails. */
  async take(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    this.#bytes = 0;
    if (waiting.length === 0) return;
    try {
      await this.#perform(waiting);
    } catch (thrown) {
      if (toFailure(thrown).code !== "internal") throw thrown;
      for (const one of waiting) await this.#takeApart(one);
    }
  }

  async #takeApart(one: Waiting): Promise<void> {
    try {
      await this.#perform([one]);
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code !== "internal") throw thrown;
      this.refuse(one.line, "cannot be taken in");
    }
  }

  async #perform(waiting: readonly Waiting[]): Promise<void> {
    const { now } = this.#context;
    const command = { do: "import", errors: waiting.map(({ error }) => error) } as const;
    const done = await this.#deps.perform({ command, actor: actorFor(this.#context), now });
    this.result.imported += done.changed;
    this.result.known += done.unchanged;
  }
}

/** How many errors pass, counted in parts, so that other questions get their turn. */
async function counted(deps: HandlerDeps, ask: ErrorListAsk, signal: AbortSignal): Promise<number> {
  let total = 0;
  let before: ErrorPagePlace | null = null;
  do {
    if (signal.aborted) throw stopped("nothing was exported");
    const part: ReplyOf<"errorCount"> = await deps.readers.ask("errorCount", { ask, before });
    total += part.count;
    before = part.next;
  } while (before !== null);
  return total;
}

/** Every error that passes, newest first, read page by page while it is sent. */
async function* exported(
  deps: HandlerDeps,
  ask: ErrorListAsk,
  signal: AbortSignal,
): AsyncGenerator<Exportable> {
  let before: ErrorPagePlace | null = null;
  do {
    const page: ExportPage = await deps.readers.ask("exportPage", {
      ask,
      before,
      limit: rowsAtOnce,
    });
    for (const row of page.items) {
      // Broken off, not ended: what is sent so far must not pass for the whole.
      if (signal.aborted) throw stopped("the export is not complete");
      yield await exportedError(deps, row);
    }
    before = page.next;
  } while (before !== null);
}

type ExportPage = ReplyOf<"exportPage">;

async function exportedError(
  deps: HandlerDeps,
  row: ExportPage["items"][number],
): Promise<Exportable> {
  const { error, stacktrace, issueTitle: title, upstream, origin } = row;
  const details = detailsOf(await factsOf(deps, row), stacktrace);
  const {
    id: _id,
    issue_id: _issue,
    issue_short_id: short_id,
    delivery_id: _delivery,
    ...facts
  } = error;
  return {
    ...facts,
    ...details,
    source: origin?.source ?? null,
    grouping_key: origin?.groupingKey ?? null,
    issue: { short_id, title, ...upstream, grouping_keys: origin?.issueKeys ?? [] },
  };
}
