import { Failure, type IssueActor, parseSearch, type SearchNode } from "../../domain/index.ts";
import { BadInput } from "../problems.ts";
import { type Context, Moved } from "../v1/handlers.ts";
import type { HandlerDeps } from "./deps.ts";

// What many operations are asked in the same way.

/** Reads a query of the search language. Throws `BadInput` with the position of what is wrong. */
export function queryOf(
  text: string | undefined,
  about: "issues" | "errors",
  { now, actor }: Pick<Context, "now" | "actor">,
): SearchNode {
  const result = parseSearch(text ?? "", { about, now, me: actor });
  if (result.ok) return result.query;
  throw new BadInput([{ where: "query", ...result.problem }]);
}

/** Who changes something: who proved it, or whom `X-Actor` names, else somebody who did not say. */
export function actorFor({ actor, caller }: Pick<Context, "actor" | "caller">): IssueActor {
  return { type: caller?.kind === "token" ? "token" : "person", name: actor ?? "somebody" };
}

/** The number of the issue that a path names; where it was merged into another, `Moved` there. */
export async function issueAt(
  deps: Pick<HandlerDeps, "readers">,
  ref: string,
): Promise<number | Moved> {
  const found = await deps.readers.ask("issueRef", ref);
  if (found === null) throw new Failure("not_found", `There is no issue ${ref}.`);
  return found.moved ? new Moved(found.shortId) : found.id;
}

/** The numbers of issues that a body names, merged ones followed. Throws `not_found`. */
export async function issuesAt(
  deps: Pick<HandlerDeps, "readers">,
  refs: readonly (string | number)[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const ref of refs) {
    const found = await deps.readers.ask("issueRef", String(ref));
    if (found === null) throw new Failure("not_found", `There is no issue ${ref}.`);
    ids.push(found.id);
  }
  return ids;
}

/** What must be there: a row that was there a moment ago. */
export function present<T>(value: T | null, what: string): T {
  if (value === null) throw new Failure("not_found", `${what} is not there any more.`);
  return value;
}
