import { stat } from "node:fs/promises";
import type { DigestRunner } from "../digest/index.ts";
import {
  Archive,
  type ArchiveOptions,
  type DoorLookups,
  type FileLocation,
  type Keeper,
  Lookups,
  openPool,
  type Packed,
  Packer,
  PostgresArchive,
  PostgresLookups,
  type ServerLocation,
  serverBytes,
} from "../store/index.ts";
import type { Owner } from "./owner.ts";

/** Where the doors keep deliveries, and what they ask of what is known already. */
export interface Keeping {
  readonly archive: Keeper;
  readonly lookups: DoorLookups;
  /** Packs deliveries in the background, from when the digest has started. */
  openPacker(parts: { digest: DigestRunner; backlog: () => number }): KeptPacker;
  bytes(): Promise<{ readonly archive: number; readonly errors: number }>;
}

export interface KeptPacker {
  packNow(): Promise<Packed>;
  stop(): Promise<void>;
}

type Told = Omit<ArchiveOptions, "path">;

export async function openKeeping(owner: Owner, told: Told): Promise<Keeping> {
  const { location } = owner;
  return location.kind === "postgres"
    ? openOnServer(owner, location, told)
    : openInFiles(owner, location, told);
}

function openInFiles(owner: Owner, location: FileLocation, told: Told): Keeping {
  const { settings, log, reporting } = owner;
  const archive = new Archive({ ...told, path: location.archivePath });
  return {
    archive,
    lookups: new Lookups(location),
    openPacker: ({ digest, backlog }) =>
      new Packer({
        archive,
        archivePath: location.archivePath,
        now: told.now,
        intervalMs: settings.packIntervalMs,
        digestedId: () => digest.cursor,
        isBusy: () => backlog() > settings.packBacklogDeliveriesMax,
        onTrouble(reason, cause) {
          log.error({ err: cause }, reason);
          reporting.report(reason, cause);
        },
      }),
    bytes: async () => ({
      archive: await bytesOf(location.archivePath),
      errors: await bytesOf(location.errorsPath),
    }),
  };
}

/** A server compresses each body by itself: there is nothing to pack. */
const nothingToPack: KeptPacker = {
  packNow: () => Promise.resolve({ deliveries: 0, blocks: 0, rewritten: 0 }),
  stop: () => Promise.resolve(),
};

async function openOnServer(
  { settings }: Owner,
  location: ServerLocation,
  told: Told,
): Promise<Keeping> {
  const pool = await openPool(location, settings.databasePoolMax);
  return {
    archive: await PostgresArchive.open(pool, told),
    lookups: new PostgresLookups(pool),
    openPacker: () => nothingToPack,
    bytes: () => serverBytes(pool),
  };
}

/** A database with its write-ahead log, which need not be there. */
async function bytesOf(path: string): Promise<number> {
  const sizes = await Promise.all(
    [path, `${path}-wal`].map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
