import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../domain/index.ts";
import {
  type Copied,
  type CopyProgress,
  copyStore,
  type FileLocation,
  type Location,
  locate,
  type ServerLocation,
} from "../store/index.ts";
import { asSetup } from "./owner.ts";
import type { Settings } from "./settings.ts";

export type { CopyProgress };

/** What a copy is asked for: addresses as DATABASE_URL has them. */
export interface CopyAsk {
  readonly from: string;
  readonly to: string;
  readonly onProgress: (progress: CopyProgress) => void;
}

/** `keyFile`: where the key lies that collectors on the server must be given; null: there is none. */
export type Copy = Copied & { readonly to: string; readonly keyFile: string | null };

/**
 * Moves what a collector keeps in files to a PostgreSQL server: see `copyStore`. Throws a `setup` or `invalid` failure
 * that says what to do.
 */
export function copyDatabase(settings: Settings, workingFolder: string, ask: CopyAsk): Copy {
  const options = {
    caFile: settings.databaseCaFile,
    connectMsMax: settings.databaseConnectMsMax,
    statementMsMax: settings.databaseStatementMsMax,
  };
  const at = (name: string, url: string): Location => {
    try {
      return locate(url.replace(/^sqlite:(?!\/\/)/, ""), workingFolder, options);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      throw new Failure("invalid", thrown.message.replaceAll("DATABASE_URL", name));
    }
  };
  const [from, to] = [at("--from", ask.from), at("--to", ask.to)];
  if (from.kind !== "sqlite" || to.kind !== "postgres") {
    throw new Failure(
      "invalid",
      "A copy goes from files to a server only: copy --from sqlite:PATH --to postgres://user:password@host:5432/database.",
    );
  }
  return carryOut(from, to, ask.onProgress);
}

function carryOut(from: FileLocation, to: ServerLocation, onProgress: CopyAsk["onProgress"]): Copy {
  try {
    const copied = copyStore({ from, to, now: Date.now, onProgress });
    const keyFile = join(from.folder, "secret.key");
    return { ...copied, to: to.name, keyFile: existsSync(keyFile) ? keyFile : null };
  } catch (thrown) {
    const isOfFiles = typeof (thrown as { errcode?: unknown }).errcode === "number";
    const told = asSetup(thrown, isOfFiles ? from : to);
    if (!(told instanceof Failure)) throw told;
    throw new Failure(
      told.code,
      told.message.replace("DATABASE_URL", isOfFiles ? "--from" : "--to"),
      {
        cause: thrown,
      },
    );
  }
}
