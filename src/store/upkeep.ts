import { bytesInUse } from "./archive-arrivals.ts";
import type { Connection } from "./connection.ts";

/** What a database wants done besides statements. */
export interface Upkeep {
  /** Bytes that hold something of what is known of errors. */
  bytesInUse(): number;
  /** True when all that was committed is on the disk. */
  checkpoint(): boolean;
  /** Gives some of the room that is free back to the file system, if there is much. */
  giveBack(): void;
  /** To be called before the connection is closed. */
  close(): void;
}

const freePartMax = 0.1;
const pagesGivenBack = 2000;

export function upkeepOf(db: Connection): Upkeep {
  return db.dialect.name === "sqlite" ? upkeepOfFile(db) : upkeepOfServer(db);
}

function upkeepOfFile(db: Connection): Upkeep {
  return {
    bytesInUse: () => bytesInUse(db, "errors"),
    checkpoint() {
      const result = db.prepare("pragma wal_checkpoint(passive)").get();
      return result?.["busy"] === 0 && result?.["log"] === result?.["checkpointed"];
    },
    giveBack() {
      const free = Number(db.prepare("pragma freelist_count").get()?.["freelist_count"]);
      const all = Number(db.prepare("pragma page_count").get()?.["page_count"]);
      // New rows will want the others.
      if (free <= all * freePartMax) return;
      db.exec(`pragma incremental_vacuum(${pagesGivenBack})`);
    },
    close() {
      db.exec("pragma wal_checkpoint(truncate)");
    },
  };
}

/** Commits are on the disk of a server. It gives back the weeks of the archive in which nothing is left. */
function upkeepOfServer(db: Connection): Upkeep {
  return {
    bytesInUse: () => bytesInUse(db, "errors"),
    checkpoint: () => true,
    giveBack() {
      db.prepare(keepWeeksSql).get();
    },
    close() {},
  };
}

const keepWeeksSql = "select archive.keep_weeks((extract(epoch from now()) * 1000)::bigint)";
