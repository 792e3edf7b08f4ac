import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { oneOf } from "../../search-params.ts";
import { rootRoute } from "../../shell/root.ts";
import { type SenderName, senderNames } from "./senders.ts";

/** What the address says: whom one connects; usually Sentry SaaS. */
interface ConnectSearch {
  readonly sender?: SenderName;
}

export const connectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect",
  validateSearch: (search: Readonly<Record<string, unknown>>): ConnectSearch => {
    const sender = oneOf(search["sender"], senderNames);
    return sender === undefined ? {} : { sender };
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "ConnectPage"),
});
