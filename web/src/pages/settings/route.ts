import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Settings } from "lucide-react";
import { rootRoute } from "../../shell/root.ts";

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  staticData: { navigation: { word: "settings", icon: Settings, key: "s" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "SettingsPage"),
});
