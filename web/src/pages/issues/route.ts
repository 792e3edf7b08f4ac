import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { rootRoute } from "../../shell/root.ts";
import { readSearch } from "./search.ts";

export const issuesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/issues",
  validateSearch: readSearch,
  staticData: { navigation: { word: "issues", icon: CircleAlert, key: "i" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "IssuesPage"),
});
