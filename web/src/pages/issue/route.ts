import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../shell/root.ts";
import { readIssueSearch } from "./search.ts";

export const issueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/issues/$id",
  validateSearch: readIssueSearch,
  component: lazyRouteComponent(() => import("./page.tsx"), "IssuePage"),
});
