import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ChartColumnStacked } from "lucide-react";
import { oneOf } from "../../search-params.ts";
import { rootRoute } from "../../shell/root.ts";

/** What the address says: how much time the charts show; usually a day. */
interface OverviewSearch {
  readonly period?: "7d";
}

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/overview",
  validateSearch: (search: Readonly<Record<string, unknown>>): OverviewSearch => {
    const period = oneOf(search["period"], ["7d"]);
    return period === undefined ? {} : { period };
  },
  staticData: { navigation: { word: "overview", icon: ChartColumnStacked, key: "o" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "OverviewPage"),
});
