import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import { textIn } from "../../search-params.ts";
import { rootRoute } from "../../shell/root.ts";

export const liveRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/live",
  validateSearch: ({ query }: Readonly<Record<string, unknown>>): { readonly query?: string } => {
    const text = textIn(query);
    return text === undefined ? {} : { query: text };
  },
  staticData: { navigation: { word: "liveTail", icon: Radio, key: "l" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "LivePage"),
});
