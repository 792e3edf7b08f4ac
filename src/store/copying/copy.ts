import { Failure } from "../../domain/index.ts";
import type { Connection } from "../connection.ts";
import { PostgresConnection } from "../dialects/postgres.ts";
import { PostgresError } from "../dialects/postgres-trouble.ts";
import type { FileLocation, ServerLocation } from "../location.ts";
import { takeLock } from "../lock.ts";
import { prepareServer } from "../prepare.ts";
import { copyLock } from "../server-locks.ts";
import { type Page, pagesOf } from "./rows.ts";
import { CopySource, refuseAbsent } from "./source.ts";
import { allPaged, type PagedTable, wholeTables } from "./tables.ts";
import { CopyTarget } from "./target.ts";

export interface CopyOptions {
  readonly from: FileLocation;
  readonly to: ServerLocation;
  readonly now: () => number;
  readonly onProgress: (progress: CopyProgress) => void;
}

/** How far a copy is. */
export interface CopyProgress {
  /** What is moved now; null: all is there, and is being counted. */
  readonly table: string | null;
  readonly rows: number;
  readonly rowsOfTable: number;
  /** Of all tables, those that were there before included. */
  readonly rowsDone: number;
  readonly rowsOfAll: number;
  /** Moved since the copy began or went on. */
  readonly rowsMoved: number;
}

/** What became of a copy. */
export interface Copied {
  /** Whether it went on with one that was cut off. */
  readonly resumed: boolean;
  readonly tables: number;
  readonly rows: number;
  readonly deliveries: number;
  readonly bytes: number;
  /** Ids of deliveries that are damaged in the archive and stayed behind: the first of them, and how many. */
  readonly damaged: { readonly ids: readonly number[]; readonly count: number };
  /** Where both sides do not have the same, a sentence for each; the copy is not finished then. */
  readonly differences: readonly string[];
}

/** How a copy is called on the server, beside collectors. */
const copyName = "sentry-error-collector copy";
const lockMsMax = 10_000;

/**
 * Moves everything from files to a server, under the same ids; where it was cut off it goes on. It keeps the thread
 * busy until it has ended. Throws a `setup` failure, with nothing changed, where it may not begin.
 */
export function copyStore({ from, to, now, onProgress }: CopyOptions): Copied {
  refuseAbsent(from);
  const lock = takeLock(from.lockPath);
  if (lock === null) {
    throw new Failure(
      "setup",
      `A collector or another copy works on ${from.errorsPath}: stop it, since what is copied must not change meanwhile.`,
    );
  }
  try {
    const source = new CopySource(from);
    try {
      return copyTo(named(to), { source, now, onProgress });
    } finally {
      source.close();
    }
  } finally {
    lock.release();
  }
}

type Telling = Pick<CopyOptions, "now" | "onProgress"> & { readonly source: CopySource };

function copyTo(to: ServerLocation, { source, now, onProgress }: Telling): Copied {
  const db = new PostgresConnection(to.place);
  try {
    const target = new CopyTarget(db, to.name);
    return alone(db, to.name, () => {
      target.refuseForeign();
      prepareServer(to, now, { forCopy: true });
      const of = { pair: source.pair, moment: source.moment() };
      const resumed = target.begin(of);
      moveAll({ source, target, onProgress });
      const copied = compare(source, target);
      if (copied.differences.length === 0) target.finish(of, (table) => source.highestOf(table));
      return { resumed, ...copied };
    });
  } finally {
    db.close();
  }
}

/** Not beside another copy. What takes long here is allowed to. */
function alone<T>(db: Connection, name: string, work: () => T): T {
  db.exec(`set lock_timeout = ${lockMsMax}`);
  db.exec("set statement_timeout = 0");
  try {
    return db.alone(copyLock, work);
  } catch (thrown) {
    if (!(thrown instanceof PostgresError && thrown.sqlState === "55P03")) throw thrown;
    throw new Failure("setup", `Another copy into ${name} runs: wait until it has ended.`);
  }
}

function moveAll({
  source,
  target,
  onProgress,
}: Pick<Telling, "source" | "onProgress"> & { target: CopyTarget }): void {
  const amounts = allPaged.map((table) => source.amount(table).rows);
  const rowsOfAll = amounts.reduce((sum, rows) => sum + rows, 0);
  let [rowsDone, rowsMoved] = [0, 0];
  allPaged.forEach((table, at) => {
    const tell = (rows: number) =>
      onProgress({
        ...{ table: table.name, rows, rowsOfTable: amounts[at] ?? 0 },
        ...{ rowsDone: rowsDone + rows, rowsOfAll, rowsMoved },
      });
    tell(target.place(table).rows);
    moveTable({ source, target, table }, ({ rows }) => {
      rowsMoved += rows.length;
      tell(target.place(table).rows);
    });
    rowsDone += target.place(table).rows;
  });
  target.writeWhole(wholeTables.map((name) => ({ name, ...source.whole(name) })));
  onProgress({ table: null, rows: 0, rowsOfTable: 0, rowsDone, rowsOfAll, rowsMoved });
  target.settle();
}

/** While the server writes one page the next one is read. */
function moveTable(
  { source, target, table }: { source: CopySource; target: CopyTarget; table: PagedTable },
  onPage: (page: Page) => void,
): void {
  const { after, isWhole } = target.place(table);
  if (isWhole) return;
  const { columns, rows } = source.reading(table);
  let written: (() => void) | null = null;
  for (const page of pagesOf(rows(after))) {
    written?.();
    written = target.write(table, columns, page);
    onPage(page);
  }
  written?.();
  target.endTable(table);
}

/** Counts everything on both sides. */
function compare(source: CopySource, target: CopyTarget): Omit<Copied, "resumed"> {
  const differences: string[] = [];
  const sum = { rows: 0, deliveries: 0, bytes: 0 };
  let damaged: Copied["damaged"] = { ids: [], count: 0 };
  for (const table of allPaged) {
    const [there, here] = [source.amount(table), target.amount(table)];
    const place = target.place(table);
    sum.rows += here.rows;
    sum.bytes += here.bytes;
    if (table.name === "deliveries") {
      sum.deliveries = here.rows;
      damaged = { ids: place.damaged.map(([id]) => Number(id)), count: place.damagedCount };
    }
    if (there.rows !== here.rows + place.damagedCount) {
      differences.push(`${table.name}: ${there.rows} rows in the file, ${here.rows} on the server`);
    } else if (place.damagedCount === 0 && there.bytes !== here.bytes) {
      differences.push(
        `${table.name}: ${there.bytes} bytes in the file, ${here.bytes} on the server`,
      );
    }
  }
  for (const name of wholeTables) {
    const { columns, rows } = source.whole(name);
    const here = target.whole(name, columns);
    sum.rows += here.length;
    if (inOrder(rows) !== inOrder(here)) differences.push(`${name}: its rows are others`);
  }
  const tables = allPaged.length + wholeTables.length;
  return { tables, ...sum, damaged, differences };
}

function inOrder(rows: readonly (readonly unknown[])[]): string {
  return JSON.stringify(rows.map((row) => JSON.stringify(row)).toSorted());
}

/** The same server, under a name by which its connections are told from those of collectors. */
function named(to: ServerLocation): ServerLocation {
  const url = new URL(to.place.url);
  url.searchParams.set("application_name", copyName);
  return { ...to, place: { ...to.place, url: url.toString() } };
}
