import type { Delivery, FailureCode, Source } from "../domain/index.ts";
import type { Result, UpstreamStep } from "../manage/index.ts";
import type { Location } from "../store/index.ts";
import type { Check } from "./upstream.ts";

/** What the thread that speaks to upstreams is started with. */
export interface UpstreamData {
  readonly location: Location;
  /** Where the key that seals tokens lies; null on a server. */
  readonly folder: string | null;
  readonly userAgent: string;
  /** Tokens of the sources that the settings define, by slug. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly secretKey: string | null;
  readonly outboundAllow: readonly string[];
  /** Where deliveries should go; null: PUBLIC_URL is not set. */
  readonly webhookUrl: string | null;
  readonly limits: UpstreamLimits;
}

/** All of it is a setting. Times in milliseconds; 0 of a span: never. */
export interface UpstreamLimits {
  readonly enrichDelayMs: number;
  readonly gapsCheckMs: number;
  readonly gapsHoursMax: number;
  readonly silenceCheckMs: number;
  readonly outboxAttemptsMax: number;
  readonly upstreamRequestMsMax: number;
  readonly upstreamBytesMax: number;
  /** What is older than this is not fetched: retention would remove it. 0: for ever. */
  readonly retentionDays: number;
}

/** How a source is doing. Times in milliseconds since 1970. */
export interface SourceStanding {
  readonly slug: string;
  readonly trouble: string | null;
  readonly silent: { readonly since: number; readonly reason: string } | null;
  readonly skewMs: number | null;
  readonly requests: number;
  /** Events that were fetched and kept. */
  readonly stored: number;
  readonly lastAnswerAt: number | null;
}

/** What is asked of the thread, by name. */
export interface Calls {
  check(ask: { readonly slug: string }): Promise<readonly Check[]>;
  connect(ask: {
    readonly slug: string;
    readonly dryRun: boolean;
  }): Promise<{ readonly lines: readonly string[] }>;
  backfill(ask: BackfillAsk): Promise<{ readonly ids: readonly number[] }>;
}

export interface BackfillAsk {
  readonly slug: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number | null;
  /** Slugs or ids; null: all of the source. */
  readonly projects: readonly string[] | null;
}

export type CallName = keyof Calls;
export type CallAsk<Name extends CallName> = Parameters<Calls[Name]>[0];
export type CallReply<Name extends CallName> = Awaited<ReturnType<Calls[Name]>>;

/** What the thread asks of the one that owns the files. */
export interface OwnerAsks {
  perform(step: UpstreamStep): Promise<Result>;
  /** Keeps deliveries and waits until they are digested. */
  keep(deliveries: readonly Delivery[]): Promise<void>;
  /** When a webhook of a source came last, since the collector knows. */
  lastDelivery(slug: string): Promise<number | null>;
}

export type OwnerAskName = keyof OwnerAsks;

export interface Refused {
  readonly code: FailureCode;
  readonly message: string;
}

export type ToUpstream =
  /** Something changed: sources, or work that waits. */
  | { readonly type: "wake"; readonly sources: boolean }
  | { readonly type: "call"; readonly call: number; readonly name: CallName; readonly ask: unknown }
  | {
      readonly type: "answered";
      readonly call: number;
      readonly reply: unknown;
      readonly refused: Refused | null;
    }
  | { readonly type: "stop" };

export type FromUpstream =
  | {
      readonly type: "ask";
      readonly call: number;
      readonly name: OwnerAskName;
      readonly ask: unknown;
    }
  | {
      readonly type: "called";
      readonly call: number;
      readonly reply: unknown;
      readonly refused: Refused | null;
    }
  | { readonly type: "standing"; readonly standing: SourceStanding }
  | {
      readonly type: "log";
      readonly level: "info" | "warn";
      readonly source: Source["slug"];
      readonly message: string;
    }
  | { readonly type: "stopped" };
