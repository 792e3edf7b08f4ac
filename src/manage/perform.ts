import type { Scrub } from "../domain/index.ts";
import type { Ledger } from "../store/index.ts";
import { act, issueOf } from "./act.ts";
import type { Order, Result } from "./command.ts";
import { deleteError, pinError } from "./errors.ts";
import type { Doing } from "./happen.ts";
import { importErrors } from "./import.ts";
import { merge, unmerge } from "./merge.ts";
import { performUpstream } from "./upstream.ts";
import { changeView, createView, deleteView } from "./views.ts";

/**
 * Carries out a command on the ledger of one transaction. Throws a `Failure` (`invalid`, `not_found`) when
 * it cannot be done; nothing is written then.
 */
export function perform(
  { command, actor, now }: Order,
  { ledger, scrub }: { readonly ledger: Ledger; readonly scrub: Scrub },
): Result {
  const doing: Doing = { ledger, now, actor, byline: actor, source: actor.type, deliveryId: null };
  switch (command.do) {
    case "act":
      return act(command.issues, command.action, doing);
    case "merge": {
      const issues = command.issues.map((id) => issueOf(ledger, id));
      const stays = merge(issues, doing);
      return { ...nothing, changed: issues.length - 1, issues: [stays.id] };
    }
    case "unmerge": {
      const issue = issueOf(ledger, command.issue);
      const homes = unmerge(issue, command.keys, doing);
      return {
        ...nothing,
        changed: homes.length,
        issues: [issue.id, ...homes.map(({ id }) => id)],
      };
    }
    case "pinError":
      return pinError(command.error, command.on, doing);
    case "deleteError":
      return deleteError(command.error, doing);
    case "createView":
      return {
        ...nothing,
        changed: 1,
        rows: [createView(command.view, command.max, { ledger, actor, now })],
      };
    case "changeView":
      changeView(command.id, command.change, { ledger, actor, now });
      return { ...nothing, changed: 1, rows: [command.id] };
    case "deleteView":
      deleteView(command.id, { ledger, actor, now });
      return { ...nothing, changed: 1, rows: [command.id] };
    case "import":
      return importErrors(command.errors, { doing, scrub });
    case "upstream":
      return { ...nothing, rows: performUpstream(command.step, doing) };
    case "remember":
      ledger.remembered.push({ ...command, at: now });
      return nothing;
  }
}

const nothing: Result = { changed: 0, unchanged: 0, refusals: [], issues: [], rows: [], errors: 0 };
