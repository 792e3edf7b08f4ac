import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { rootRoute } from "../../shell/root.ts";
import { readSearch } from "./search.ts";

export const accessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/access",
  validateSearch: readSearch,
  staticData: { navigation: { word: "access", icon: ShieldCheck, key: "a" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "AccessPage"),
});
