import { useQueryClient } from "@tanstack/react-query";
import { call, type ReplyOf } from "../../client/call.ts";
import { notify, notifyProblem } from "../../parts/toasts.tsx";
import { issuesWords } from "../../words/issues.ts";
import { useWords } from "../../words/use-words.ts";
import type { Action, Subject } from "./issue.ts";
import { inversesOf } from "./undo.ts";

const bulk = "POST /api/v1/issues/actions";
/** As many as one request takes. */
const idsMax = 1000;

/** Where what was done to an issue shows. */
const shownAt = new Set([
  "GET /api/v1/issues",
  "GET /api/v1/issues/{id}",
  "GET /api/v1/issues/{id}/timeline",
]);

/** Does one thing to several issues, says so, and offers to take it back. True: at least one was changed by it. */
export function useIssueActions() {
  const say = useWords(issuesWords);
  const queries = useQueryClient();
  const renew = () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => shownAt.has(String(queryKey[0])),
    });
  const takeBack = async (action: Action, before: readonly Subject[]): Promise<void> => {
    for (const each of inversesOf(action, before)) await perform(each.action, each.ids);
    await renew();
    notify({ title: say("undone") });
  };
  return async (action: Action, issues: readonly Subject[], what: string): Promise<boolean> => {
    try {
      const ids = issues.map(({ id }) => id);
      const { refused, reasons } = await perform(action, ids);
      await renew();
      const n = issues.length - refused;
      notify({
        title: say("done", { what, n }),
        ...(refused > 0 ? { detail: say("refused", { n: refused, why: reasons }), bad: true } : {}),
        ...(n > 0 && inversesOf(action, issues).length > 0
          ? { undo: () => void takeBack(action, issues).catch(notifyProblem) }
          : {}),
      });
      return n > 0;
    } catch (thrown) {
      notifyProblem(thrown);
      return false;
    }
  };
}

/**
 * Does one thing to every issue that passes a query, however many there are, and says how far it is. What
 * they were before nobody knows, so it cannot be taken back.
 */
export function useQueryActions() {
  const say = useWords(issuesWords);
  const queries = useQueryClient();
  return async (action: Action, query: string, what: string): Promise<void> => {
    let [n, refused] = [0, 0];
    let cursor: string | null = null;
    try {
      do {
        const from: { cursor?: string } = cursor === null ? {} : { cursor };
        const input = { query, action, limit: idsMax, ...from };
        const reply: ReplyOf<typeof bulk> = await call(bulk, input);
        n += reply.changed + reply.unchanged;
        refused += reply.refused;
        cursor = reply.next_cursor;
        if (cursor !== null) notify({ title: say("doing", { what, n }) });
      } while (cursor !== null);
      const why = refused > 0 ? { detail: say("refusedSome", { n: refused }), bad: true } : {};
      notify({ title: say("done", { what, n }), ...why });
    } catch (thrown) {
      notifyProblem(thrown);
    }
    await queries.invalidateQueries({ queryKey: ["GET /api/v1/issues"] });
  };
}

async function perform(action: Action, ids: readonly number[]) {
  let refused = 0;
  const reasons = new Set<string>();
  for (let from = 0; from < ids.length; from += idsMax) {
    const reply = await call(bulk, {
      action,
      ids: ids.slice(from, from + idsMax),
    });
    refused += reply.refused;
    for (const { reason } of reply.refusals) reasons.add(reason);
  }
  return { refused, reasons: [...reasons].join(" ") };
}
