// Everything that is kept. Two files: archive.db holds the deliveries as they came and is the truth;
// errors.db holds what they mean and can be rebuilt from it.
export { AccessBook } from "./access/access-book.ts";
export {
  type AccountRow,
  type AuditRow,
  type LinkRow,
  type NewAudit,
  type SessionRow,
  type TokenRow,
  writtenProjects,
} from "./access/rows.ts";
export { agreeOnKey, replaceKey } from "./agreed-key.ts";
export {
  Archive,
  type ArchiveHealth,
  type ArchiveOptions,
  type DeletedDeliveries,
} from "./archive.ts";
export { ArchiveArrivals } from "./archive-arrivals.ts";
export { ArchiveReader } from "./archive-reader.ts";
export { backUpBeside } from "./back-up-beside.ts";
export { type Restored, restore } from "./backup.ts";
export { type Copied, type CopyProgress, copyStore } from "./copying/copy.ts";
export { Generations } from "./generations.ts";
export type { DoorLookups, Keeper, Soon } from "./keeper.ts";
export {
  type FileLocation,
  filesOf,
  type Location,
  locate,
  type ServerLocation,
} from "./location.ts";
export { type Lock, takeLock } from "./lock.ts";
export { Lookups } from "./lookups.ts";
export { listenForChanges, openPool } from "./open-pool.ts";
export { openQueries } from "./open-queries.ts";
export { type Packed, Packer } from "./packing/packer.ts";
export { PostgresArchive } from "./postgres-archive.ts";
export { PostgresLookups, serverBytes } from "./postgres-lookups.ts";
export { prepareFolder, prepareStore } from "./prepare.ts";
export { yieldToDoors } from "./priority.ts";
export type { Change } from "./queries/change-queries.ts";
export type { ErrorListAsk, ErrorPagePlace, FoundError, Total } from "./queries/error-queries.ts";
export type {
  HourRange,
  IssuePlace,
  IssueQueries,
  IssueRow,
  IssueSort,
} from "./queries/issue-queries.ts";
export type { ProjectRow } from "./queries/project-queries.ts";
export type {
  DeliveryFilter,
  DeliveryRow,
  ErrorFilter,
  ErrorPlace,
  ErrorRow,
  Queries,
} from "./queries.ts";
export {
  type ErrorEntry,
  type IssueEntry,
  type KeyEntry,
  type KnownError,
  newIssue,
  type ProjectEntry,
  type Questions,
  type StoredError,
} from "./records/entries.ts";
export type { Ledger } from "./records/ledger.ts";
export { Records } from "./records/records.ts";
export type { OldestPlace, RemovedCounts, Retained, RetentionRule } from "./records/retained.ts";
export { readableValues } from "./records/rows.ts";
export {
  type BackfillStep,
  type CheckedHour,
  type GivenBackfill,
  type LeaseAsk,
  leftOutMark,
  type OwedJob,
  type SeenIssue,
  type UpstreamWrite,
  waitingMax,
} from "./records/upstream-book.ts";
export { type SchemaState, schemaStates } from "./schema-states.ts";
export { type SearchLimits, usualReach } from "./search/limits.ts";
export { openSecrets, type Secrets } from "./secrets.ts";
export { storageTrouble, unavailableIfTrouble } from "./trouble.ts";
export { type OwnIssue, UpstreamReads } from "./upstream-reads.ts";
