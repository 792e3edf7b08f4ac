import type { Delivery, KnownSource, ProjectRef } from "../domain/index.ts";
import type { ArchiveHealth, DeletedDeliveries } from "./archive.ts";

/** The archive as the doors' thread knows it, in a file or on a server. */
export interface Keeper {
  append(delivery: Delivery): Promise<number>;
  countRepetition(deliveryId: number): Promise<number>;
  deleteDeliveries(ids: readonly number[]): Promise<DeletedDeliveries>;
  continueAfter(id: number): void;
  health(): ArchiveHealth;
  probe(): void | Promise<void>;
  close(): Promise<void>;
}

/** What is known at once of a file, and in a moment of a server. */
export type Soon<T> = T | Promise<T>;

/** What the doors ask of what is known already: see `Lookups`. */
export interface DoorLookups {
  projectNames(source: string, ref: ProjectRef): Soon<ProjectRef[]>;
  projectNamesOfIssue(source: string, upstreamIssueId: string): Soon<ProjectRef[]>;
  earlierMessage(contentKey: string): Soon<number | null>;
  earlierSighting(message: EarlierAsk): Soon<number | null>;
  /** Those that are in use. */
  sources(): Soon<readonly KnownSource[]>;
  close(): void;
}

/** A message that tells of an event. */
export interface EarlierAsk {
  readonly source: string;
  readonly project: ProjectRef;
  /** See `identityOf` in the domain. */
  readonly identity: string;
  readonly contentKey: string;
}
