import type { ItemOutcome, Reading } from "../../domain/index.ts";
import { ignored, type RecordContext } from "./context.ts";
import { recordAlert, recordError, timestampOf } from "./errors.ts";
import { recordNote } from "./notes.ts";
import { isForeign } from "./projects.ts";
import { recordIssue } from "./states.ts";

/** Records what a delivery says, reading by reading, and tells what became of each. */
export function recordAll(
  readings: readonly Reading[],
  context: Omit<RecordContext, "item">,
): ItemOutcome[] {
  return readings.map((reading, item) => {
    const at = { ...context, item };
    if (readings.length > 1 && isForeign(reading, at)) {
      return ignored("It belongs to a project that SENTRY_PROJECT does not name.");
    }
    return record(reading, at);
  });
}

function record(reading: Reading, context: RecordContext): ItemOutcome {
  switch (reading.what) {
    case "error":
      return recordError(reading, context);
    case "alert":
      return recordAlert(reading, context);
    case "issue":
      return recordIssue(reading, context);
    case "note":
      return recordNote(reading, context);
    case "ignored":
      return ignored(reading.reason);
  }
}

export { questionsOf, together } from "./questions.ts";
export { timestampOf };
