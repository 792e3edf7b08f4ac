import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Bug } from "lucide-react";
import { textIn } from "../../search-params.ts";
import { rootRoute } from "../../shell/root.ts";

export const errorsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/errors",
  validateSearch: ({ query }: Readonly<Record<string, unknown>>): { readonly query?: string } => {
    const text = textIn(query);
    return text === undefined ? {} : { query: text };
  },
  staticData: { navigation: { word: "errors", icon: Bug, key: "e" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "ErrorsPage"),
});
