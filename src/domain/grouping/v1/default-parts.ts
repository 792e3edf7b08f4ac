import type { ErrorFacts } from "../../error.ts";
import { exceptionParts } from "./exceptions.ts";
import { normaliseMessage } from "./message.ts";
import type { Part } from "./part.ts";
import { reportParts, templateParts } from "./reports.ts";
import { threadOf } from "./threads.ts";
import { traceParts } from "./trace.ts";

/**
 * By what an error is grouped when its client says nothing: the first of exceptions, thread, template,
 * browser's report and message of which anything counts. Never [].
 */
export function defaultParts(error: ErrorFacts): readonly Part[] {
  const exceptions = exceptionParts(error);
  if (exceptions.length > 0) return exceptions;
  const thread = threadParts(error);
  if (thread.length > 0) return thread;
  if (error.template !== null) return templateParts(error.template);
  if (error.securityReport !== null) return reportParts(error.securityReport);
  const words = error.messageTemplate ?? error.loggedMessage ?? error.message;
  return [{ kind: "message", values: [normaliseMessage(words)] }];
}

function threadParts({ threads, platform }: ErrorFacts): readonly Part[] {
  const { app, all } = traceParts(threadOf(threads)?.frames ?? [], platform);
  return app.length > 0 ? app : all;
}
