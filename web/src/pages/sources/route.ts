import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { CloudDownload } from "lucide-react";
import { rootRoute } from "../../shell/root.ts";

export const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sources",
  staticData: { navigation: { word: "sources", icon: CloudDownload, key: "u" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "SourcesPage"),
});
