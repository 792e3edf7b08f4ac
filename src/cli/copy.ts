import { parseArgs } from "node:util";
import { Failure } from "../domain/index.ts";
import { type Copy, type CopyProgress, copyDatabase, readSettings } from "../server/index.ts";
import type { Command } from "./command.ts";

const progressMs = 1000;

/** Moves everything from a collector's files to a PostgreSQL server, and shows how far it is. */
export const copy: Command = {
  usage: "--from sqlite:PATH --to postgres://…",
  about: "move everything from files to a PostgreSQL server; given again it goes on",
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { from: { type: "string" }, to: { type: "string" } },
    });
    if (values.from === undefined || values.to === undefined) {
      throw new Failure(
        "invalid",
        "Say from where and to where: copy --from sqlite:./data/errors.db --to postgres://user:password@host:5432/database.",
      );
    }
    const settings = readSettings(process.env, process.cwd());
    const ask = { from: values.from, to: values.to, onProgress: progressLines() };
    return outcomeOf(copyDatabase(settings, process.cwd(), ask));
  },
};

/** Prints a line for each table, and one a second while it is moved. */
function progressLines(): (progress: CopyProgress) => void {
  const begun = performance.now();
  let [before, printed] = ["", Number.NEGATIVE_INFINITY];
  return ({ table, rows, rowsOfTable, rowsDone, rowsOfAll, rowsMoved }) => {
    const now = performance.now();
    const name = table ?? "";
    if (name === before && now - printed < progressMs) return;
    [before, printed] = [name, now];
    if (table === null) {
      print("100 %  counting both sides");
      return;
    }
    const percent = rowsOfAll === 0 ? 0 : Math.floor((rowsDone / rowsOfAll) * 100);
    const rate = Math.round(rowsMoved / Math.max(1, (now - begun) / 1000));
    const left = rate === 0 ? "" : `, ${Math.ceil((rowsOfAll - rowsDone) / rate)} s left`;
    if (rowsOfTable > 0)
      print(`${percent} %  ${table}: ${rows} of ${rowsOfTable}, ${rate} rows/s${left}`);
  };
}

function outcomeOf(copied: Copy): number {
  if (copied.differences.length > 0) {
    const list = copied.differences.map((each) => `  ${each}`).join("\n");
    process.stderr.write(
      `Not everything is the same on both sides:\n${list}\nMake ${copied.to} empty and copy again.\n`,
    );
    return 1;
  }
  const { rows, tables, deliveries, bytes } = copied;
  print(
    `${copied.resumed ? "The copy went on and is" : "The copy is"} whole: ${rows} rows of ${tables} tables, ${deliveries} deliveries, ${bytes} bytes of bodies, counted on both sides.`,
  );
  if (copied.keyFile !== null) {
    print(
      `Set SECRET_KEY of the collectors to what stands in ${copied.keyFile}: passwords and tokens of sources need it.`,
    );
  }
  const { ids, count } = copied.damaged;
  if (count === 0) return 0;
  process.stderr.write(
    `${count} deliveries are damaged in the archive and stayed behind: ${ids.join(", ")}${count > ids.length ? " …" : ""}.\n`,
  );
  return 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
