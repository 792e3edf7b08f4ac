import type { Family } from "../../parts/family.tsx";
import type { PlainKey } from "../../words/catalogue.ts";
import type { connectWords } from "../../words/connect.ts";

export const senderNames = ["sentry", "self-hosted", "glitchtip", "bugsink", "plain"] as const;
export type SenderName = (typeof senderNames)[number];
export type Word = PlainKey<typeof connectWords>;

/** One thing to do, and what there is to copy for it. */
interface Step {
  readonly word: Word;
  readonly copies?: "address" | "secret" | "token" | "curl";
}

interface Obstacle {
  readonly name: Word;
  readonly detail: Word;
  /** A setting to copy that removes it. */
  readonly setting?: string;
}

interface Sender {
  readonly families: readonly Family[];
  /** How its deliveries prove themselves. */
  readonly proof: "secret" | "token";
  readonly steps: readonly Step[];
  readonly obstacles: readonly Obstacle[];
}

const wrongSecret: Obstacle = { name: "obstacleSecret", detail: "obstacleSecretDetail" };
const wrongToken: Obstacle = { name: "obstacleToken", detail: "obstacleTokenDetail" };
const noRule: Obstacle = { name: "obstacleRule", detail: "obstacleRuleDetail" };
const slow: Obstacle = { name: "obstacleSlow", detail: "obstacleSlowDetail" };
const partial: Obstacle = { name: "obstaclePartial", detail: "obstaclePartialDetail" };

const integration: readonly Step[] = [
  { word: "stepIntegration" },
  { word: "stepUrl", copies: "address" },
  { word: "stepAction" },
  { word: "stepPermissions" },
];

/** Whom one can connect: what to do, and what is known to go wrong. */
export const senders: Readonly<Record<SenderName, Sender>> = {
  sentry: {
    families: ["integration_platform", "legacy_plugin", "service_hook"],
    proof: "secret",
    steps: [
      ...integration,
      { word: "stepWebhooksPlan" },
      { word: "stepSecret", copies: "secret" },
      { word: "stepRule" },
      { word: "stepCause" },
    ],
    obstacles: [
      { name: "obstaclePublic", detail: "obstaclePublicDetail" },
      noRule,
      wrongSecret,
      { name: "obstaclePlan", detail: "obstaclePlanDetail" },
      slow,
    ],
  },
  "self-hosted": {
    families: ["integration_platform", "legacy_plugin", "service_hook"],
    proof: "secret",
    steps: [
      ...integration,
      { word: "stepWebhooks" },
      { word: "stepSecret", copies: "secret" },
      { word: "stepRule" },
      { word: "stepCause" },
    ],
    obstacles: [
      {
        name: "obstaclePrivate",
        detail: "obstaclePrivateDetail",
        setting: "SENTRY_DISALLOWED_IPS = ()",
      },
      noRule,
      { name: "obstacleMigrated", detail: "obstacleMigratedDetail" },
      wrongSecret,
      slow,
    ],
  },
  glitchtip: {
    families: ["glitchtip"],
    proof: "token",
    steps: [
      { word: "stepToken", copies: "token" },
      { word: "stepGlitchtip", copies: "address" },
      { word: "stepCause" },
    ],
    obstacles: [wrongToken, partial],
  },
  bugsink: {
    families: ["bugsink"],
    proof: "token",
    steps: [
      { word: "stepToken", copies: "token" },
      { word: "stepBugsink", copies: "address" },
      { word: "stepBugsinkTest" },
    ],
    obstacles: [{ name: "obstaclePolicy", detail: "obstaclePolicyDetail" }, wrongToken, partial],
  },
  plain: {
    families: ["simple"],
    proof: "token",
    steps: [
      { word: "stepTokenPlain", copies: "token" },
      { word: "stepPlain", copies: "address" },
      { word: "stepCurl", copies: "curl" },
    ],
    obstacles: [wrongToken, { name: "obstacleSame", detail: "obstacleSameDetail" }],
  },
};
