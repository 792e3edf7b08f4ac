import type { Handlers } from "../v1/handlers.ts";
import { accessHandlers } from "./access.ts";
import { deliveryHandlers } from "./deliveries.ts";
import type { HandlerDeps } from "./deps.ts";
import { errorHandlers } from "./errors.ts";
import { issueActionHandlers } from "./issue-actions.ts";
import { issueHandlers } from "./issues.ts";
import { liveHandlers } from "./live.ts";
import { peopleHandlers } from "./people.ts";
import { projectHandlers } from "./projects.ts";
import { refusalHandlers } from "./refusals.ts";
import { retentionHandlers } from "./retention.ts";
import { searchHandlers } from "./search.ts";
import { sourceHandlers } from "./sources.ts";
import { statusHandlers } from "./status.ts";
import { transferHandlers } from "./transfer.ts";
import { viewHandlers } from "./views.ts";

/** A handler for every operation of the contract. */
export function createHandlers(deps: HandlerDeps): Handlers {
  return {
    ...issueHandlers(deps),
    ...issueActionHandlers(deps),
    ...errorHandlers(deps),
    ...deliveryHandlers(deps),
    ...refusalHandlers(deps),
    ...peopleHandlers(deps),
    ...projectHandlers(deps),
    ...searchHandlers(deps),
    ...liveHandlers(deps),
    ...transferHandlers(deps),
    ...retentionHandlers(deps),
    ...statusHandlers(deps),
    ...viewHandlers(deps),
    ...sourceHandlers(deps),
    ...accessHandlers(deps),
  };
}
