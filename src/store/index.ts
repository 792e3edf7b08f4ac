// Everything that is kept. Two files: archive.db holds the deliveries as they came and is the truth;
// errors.db holds what they mean and can be rebuilt from it.
export { Archive, type ArchiveHealth } from "./archive.ts";
export { ArchiveReader } from "./archive-reader.ts";
export { backUpBeside } from "./back-up-beside.ts";
export { type Restored, restore } from "./backup.ts";
export { storageTrouble } from "./dialects/sqlite.ts";
export { type Location, locate } from "./location.ts";
export { type Lock, takeLock } from "./lock.ts";
export { Lookups } from "./lookups.ts";
export { openQueries } from "./open-queries.ts";
export { prepareFiles, prepareFolder } from "./prepare.ts";
export type {
  DeliveryFilter,
  DeliveryRow,
  ErrorFilter,
  ErrorPlace,
  ErrorRow,
  Queries,
} from "./queries.ts";
export type { ErrorEntry, IssueEntry, KeyEntry, ProjectEntry } from "./records/entries.ts";
export type { Ledger } from "./records/ledger.ts";
export { Records } from "./records/records.ts";
export { readableValues } from "./records/rows.ts";
