import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { errorRoute } from "./pages/error/route.ts";
import { issueRoute } from "./pages/issue/route.ts";
import { issuesRoute } from "./pages/issues/route.ts";
import { settingsRoute } from "./pages/settings/route.ts";
import { SkeletonLines } from "./parts/states.tsx";
import { Broken } from "./shell/fallbacks.tsx";
import { rootRoute } from "./shell/root.ts";

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/issues" });
  },
});

// Every page: its folder's route, in the order of the navigation.
const pages = [startRoute, issuesRoute, issueRoute, errorRoute, settingsRoute] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren(pages),
  basepath: "/app",
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultPendingComponent: SkeletonLines,
  defaultErrorComponent: Broken,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
