import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../shell/root.ts";
import { readErrorSearch } from "./search.ts";

export const errorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/errors/$id",
  validateSearch: readErrorSearch,
  component: lazyRouteComponent(() => import("./page.tsx"), "ErrorPage"),
});
