import type { WebhookKind } from "../kind.ts";
import { rest } from "../rest/kind.ts";
import { activityAlert } from "./activity-alert.ts";
import { bugsink } from "./bugsink.ts";
import { comment } from "./comment.ts";
import { error, eventAlert } from "./event.ts";
import { glitchtip } from "./glitchtip.ts";
import { installation } from "./installation.ts";
import { issue } from "./issue.ts";
import { legacyPlugin } from "./legacy-plugin.ts";
import { metricAlert } from "./metric-alert.ts";
import { preprodArtifact } from "./preprod-artifact.ts";
import { seer } from "./seer.ts";
import { serviceHook } from "./service-hook.ts";
import { simple } from "./simple.ts";
import { uiComponent } from "./ui-component.ts";
import { unknown } from "./unknown.ts";
import { unknownResource } from "./unknown-resource.ts";

/** Every kind of webhook, from specific to general: the first that matches is it. */
export const webhookKinds = [
  rest, // what the collector fetched by itself
  eventAlert,
  error,
  issue,
  comment,
  metricAlert,
  activityAlert,
  seer,
  installation,
  preprodArtifact,
  unknownResource, // any other resource of the Integration Platform
  uiComponent,
  serviceHook,
  legacyPlugin,
  glitchtip,
  bugsink,
  simple,
] as const satisfies readonly WebhookKind[];

/** What is left when no kind matches. */
export const fallbackKind: WebhookKind = unknown;
