import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { call } from "./client/call.ts";
import { accessRoute } from "./pages/access/route.ts";
import { connectRoute } from "./pages/connect/route.ts";
import { deliveriesRoute, deliveryRoute } from "./pages/deliveries/route.ts";
import { errorRoute } from "./pages/error/route.ts";
import { errorsRoute } from "./pages/errors/route.ts";
import { issueRoute } from "./pages/issue/route.ts";
import { issuesRoute } from "./pages/issues/route.ts";
import { joinRoute } from "./pages/join/route.ts";
import { liveRoute } from "./pages/live/route.ts";
import { overviewRoute } from "./pages/overview/route.ts";
import { settingsRoute } from "./pages/settings/route.ts";
import { sourcesRoute } from "./pages/sources/route.ts";
import { SkeletonLines } from "./parts/states.tsx";
import { parseSearch, stringifySearch } from "./search-params.ts";
import { Broken } from "./shell/fallbacks.tsx";
import { rootRoute } from "./shell/root.ts";

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: async () => {
    throw redirect({ to: (await isEmpty()) ? "/connect" : "/overview" });
  },
});

/** Nobody's error is there yet. Where that cannot be learnt, the next page says why. */
async function isEmpty(): Promise<boolean> {
  try {
    const { items } = await call("GET /api/v1/errors", { limit: 1 });
    return items.length === 0;
  } catch {
    return false;
  }
}

// Every page: its folder's route, in the order of the navigation.
const pages = [
  startRoute,
  overviewRoute,
  issuesRoute,
  issueRoute,
  errorsRoute,
  errorRoute,
  liveRoute,
  deliveriesRoute,
  deliveryRoute,
  connectRoute,
  sourcesRoute,
  settingsRoute,
  accessRoute,
  joinRoute,
] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren(pages),
  basepath: "/app",
  parseSearch,
  stringifySearch,
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
