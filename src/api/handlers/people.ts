import type { Handlers } from "../v1/handlers.ts";
import type { HandlerDeps } from "./deps.ts";

/** What is done for people whom errors tell of. */
export function peopleHandlers({
  forget,
}: HandlerDeps): Pick<Handlers, "POST /api/v1/people/forget"> {
  return {
    "POST /api/v1/people/forget": ({ user }) => forget(user),
  };
}
