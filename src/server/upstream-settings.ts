import { bytesMax, httpUrl, list, mebibyte, setting, span, text, whole } from "./setting.ts";

/** What is set for the APIs of Sentry, GlitchTip and Bugsink, and for everything that leaves. */
export const upstreamSettings = {
  sentryApiToken: setting(
    "SENTRY_API_TOKEN",
    text,
    "A token of the internal integration (Tokens, New Token): with it the collector fetches what webhooks leave out or lose.",
    { shown: "whether set" },
  ),
  sentryBaseUrl: setting("SENTRY_BASE_URL", httpUrl, "Where Sentry is.", {
    fallback: "https://sentry.io",
    shown: "address",
  }),
  glitchtipApiToken: setting(
    "GLITCHTIP_API_TOKEN",
    text,
    "An auth token of GlitchTip (Profile, Auth Tokens), for the same.",
    { shown: "whether set" },
  ),
  glitchtipBaseUrl: setting("GLITCHTIP_BASE_URL", httpUrl, "Where GlitchTip is.", {
    fallback: "https://app.glitchtip.com",
    shown: "address",
  }),
  glitchtipOrganization: setting(
    "GLITCHTIP_ORGANIZATION",
    text,
    "The organization in GlitchTip, by slug; not needed where the token sees only one.",
  ),
  sentryPull: setting(
    "SENTRY_PULL",
    span(1000, 86_400_000),
    "How often what is new is asked for, such as `60s`: then no webhook is needed. 0: never.",
    { fallback: "0" },
  ),
  enrichDelayMs: setting(
    "ENRICH_DELAY_MS",
    whole(0, 3_600_000),
    "Milliseconds for which an error that is known by its issue only waits for its event, before that is fetched.",
    { fallback: "5000" },
  ),
  gapsCheckMs: setting(
    "GAPS_CHECK_MS",
    whole(0, 86_400_000),
    "Milliseconds between two comparisons with what the upstream counts; 0: never.",
    { fallback: "300000" },
  ),
  gapsHoursMax: setting(
    "GAPS_HOURS_MAX",
    whole(1, 2160),
    "Whole hours, back from now, that are compared.",
    { fallback: "168" },
  ),
  silenceCheckMs: setting(
    "SILENCE_CHECK_MS",
    whole(0, 86_400_000),
    "Milliseconds between two looks whether a source has fallen silent; 0: never.",
    { fallback: "60000" },
  ),
  outboxAttemptsMax: setting(
    "OUTBOX_ATTEMPTS_MAX",
    whole(1, 100),
    "How often a piece of work for the outside is tried, with growing pauses, before it is given up.",
    { fallback: "12" },
  ),
  upstreamRequestMsMax: setting(
    "UPSTREAM_REQUEST_MS_MAX",
    whole(100, 600_000),
    "Milliseconds in which an upstream must have answered.",
    { fallback: "30000" },
  ),
  upstreamBytesMax: setting(
    "UPSTREAM_BYTES_MAX",
    whole(65_536, bytesMax),
    "Bytes of one answer of an upstream, unpacked; larger pages are asked for in smaller parts.",
    { fallback: String(32 * mebibyte) },
  ),
  outboundAllow: setting(
    "OUTBOUND_ALLOW",
    list,
    "Hosts, addresses and ranges that the collector may speak to beside the open internet and its sources, separated by commas.",
  ),
} as const;
