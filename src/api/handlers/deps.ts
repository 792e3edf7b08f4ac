import type { Access } from "../../access/index.ts";
import type { ReplyOf } from "../../contract/index.ts";
import type { ErrorFacts, Refusal, SignatureSteps } from "../../domain/index.ts";
import type { Feed } from "../../live/index.ts";
import type { Order, Result } from "../../manage/index.ts";
import type { Readers } from "../reads/readers.ts";
import type { ReadonlyDeep } from "../v1/handlers.ts";

/** How the collector is doing, as far as the database need not be asked. Times in milliseconds since 1970. */
export interface Standing {
  readonly version: string;
  readonly startedAt: number;
  /** PUBLIC_URL is set. */
  readonly isPublic: boolean;
  readonly protection: {
    readonly secrets: number;
    readonly token: boolean;
    /** null: every project is taken. */
    readonly filter: {
      readonly projects: readonly string[];
      readonly organization: string | null;
    } | null;
  };
  readonly senders: readonly {
    readonly source: string;
    readonly family: string;
    readonly lastAt: number;
    readonly lastSignature: string;
    readonly count24h: number;
  }[];
  readonly sendersSince: number;
  readonly digest: { readonly waiting: number; readonly trouble: string | null };
  readonly newestDelivery: number;
  readonly disk: {
    readonly freeBytes: number | null;
    readonly freeBytesMin: number;
    readonly archiveBytes: number;
    readonly errorsBytes: number;
    readonly trouble: string | null;
  };
  readonly live: { readonly watchers: number; readonly watchersMax: number };
}

/** What is asked of those who speak to upstreams. Rejects with their `Failure`. Times in milliseconds since 1970. */
export interface UpstreamDesk {
  /** Keeps a token so that the database alone does not tell it. */
  seal(token: string): string;
  /** Sources were changed. */
  refresh(): void;
  standings(): readonly {
    readonly slug: string;
    readonly trouble: string | null;
    readonly silent: { readonly since: number; readonly reason: string } | null;
    readonly skewMs: number | null;
    readonly requests: number;
    readonly stored: number;
    readonly lastAnswerAt: number | null;
  }[];
  check(ask: {
    readonly slug: string;
  }): Promise<ReadonlyDeep<ReplyOf<"POST /api/v1/sources/{slug}/check">["checks"]>>;
  connect(ask: {
    readonly slug: string;
    readonly dryRun: boolean;
  }): Promise<ReadonlyDeep<ReplyOf<"POST /api/v1/sources/{slug}/connect">>>;
  backfill(ask: {
    readonly slug: string;
    readonly since: number;
    readonly until: number | null;
    readonly projects: readonly string[] | null;
  }): Promise<{ readonly ids: readonly number[] }>;
}

/** What the handlers of `/api/v1` are made of. */
export interface HandlerDeps {
  readonly access: Access;
  readonly readers: Pick<Readers, "ask">;
  /** Has a command carried out by the one who writes. */
  readonly perform: (order: Order) => Promise<Result>;
  /** Digests one delivery again; false when it is not in the archive, or waits for its first digest. */
  readonly redigest: (deliveryId: number) => Promise<boolean>;
  /** Deletes what belongs to somebody. */
  readonly forget: (user: string) => Promise<ReplyOf<"POST /api/v1/people/forget">>;
  /** What a delivery tells of one of its items, or null: its bytes are read again. */
  readonly factsOf: (
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    place: { readonly item: number; readonly project: string },
  ) => ErrorFacts | null;
  /** Has the collector send itself a delivery. Rejects as its door refuses. */
  readonly sendTest: () => Promise<{
    readonly deliveryId: number;
    readonly eventId: string;
    readonly project: string;
    readonly source: string;
    readonly signedBy: "secret" | "token" | "nothing";
    readonly refusedElse: string | null;
    readonly tookMs: number;
  }>;
  /** The check of a stored delivery's signature, with the secrets of now. */
  readonly explainSignature: (
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
  ) => SignatureSteps;
  /** Requests that were refused at the doors, the newest first; `since` in milliseconds since 1970. */
  readonly refusals: {
    newestFirst(): readonly Refusal[];
    readonly total: number;
    readonly since: number;
    readonly max: number;
  };
  readonly retentionRules: {
    /** 0: no such rule. */
    readonly days: number;
    readonly bytes: number;
    readonly errorsPerProject: number;
    readonly errorsPerIssue: number;
  };
  /** Saved views, at most. */
  readonly viewsMax: number;
  /** Those who speak to upstreams. */
  readonly upstreams: UpstreamDesk;
  readonly feed: Pick<Feed, "watch" | "isFull">;
  readonly standing: () => Promise<Standing>;
}
