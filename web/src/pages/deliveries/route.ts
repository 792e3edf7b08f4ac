import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { rootRoute } from "../../shell/root.ts";
import { readDeliverySearch, readSearch } from "./search.ts";

export const deliveriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/deliveries",
  validateSearch: readSearch,
  staticData: { navigation: { word: "deliveries", icon: Inbox, key: "d" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "DeliveriesPage"),
});

export const deliveryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/deliveries/$id",
  validateSearch: readDeliverySearch,
  component: lazyRouteComponent(() => import("./delivery-page.tsx"), "DeliveryPage"),
});
