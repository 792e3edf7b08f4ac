import { createRootRoute } from "@tanstack/react-router";
import { Broken, NotFound } from "./fallbacks.tsx";
import { Shell } from "./shell.tsx";

/** What every page stands in. */
export const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});
