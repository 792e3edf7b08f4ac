import { chmodSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import type { Forgotten, RedigestResult, RedigestWhat } from "../digest/index.ts";
import { type Backfill, Failure, messageOf } from "../domain/index.ts";
import type { Packed, Restored } from "../store/index.ts";
import type { BackfillAsk, Check } from "../upstream/index.ts";

/** What the owner of the database does for command lines, one JSON line each way. */
export interface Commands {
  redigest(ask: RedigestWhat): Promise<RedigestResult>;
  backup(ask: { readonly file: string }): Promise<{ readonly bytes: number }>;
  /** Packs what is digested without waiting for more; see `Packer.packNow`. */
  pack(ask: Readonly<Record<string, never>>): Promise<Packed>;
  /** Makes a link by which somebody becomes administrator. */
  adminLink(ask: Readonly<Record<string, never>>): Promise<{ readonly link: string }>;
  /** Forgets somebody: an id, a mail address or an address. */
  forget(ask: { readonly user: string }): Promise<Forgotten>;
  restore(ask: { readonly file: string }): Promise<Restored>;
  /** Every source that is asked for, or all, step by step. */
  doctor(ask: { readonly source: string | null }): Promise<readonly CheckedSource[]>;
  connect(ask: {
    readonly source: string;
    readonly dryRun: boolean;
  }): Promise<{ readonly lines: readonly string[] }>;
  /** Starts backfills. Where no collector runs, it works until they have ended. */
  backfill(ask: BackfillAsk): Promise<{ readonly ids: readonly number[] }>;
  /** How far backfills are. */
  progress(ask: { readonly ids: readonly number[] }): Promise<readonly Backfill[]>;
}

/** A source as it was checked. */
export interface CheckedSource {
  readonly source: string;
  readonly checks: readonly Check[];
}

export type CommandName = keyof Commands;
type AskOf<Name extends CommandName> = Parameters<Commands[Name]>[0];
type ReplyOf<Name extends CommandName> = Awaited<ReturnType<Commands[Name]>>;

const lineCharsMax = 1024 * 1024;

/** Listens on a socket in the data folder that only its owner may use. */
export async function serveCommands(path: string, commands: Commands): Promise<Server> {
  // A socket that a killed process left behind: the lock says that nobody listens on it.
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    readLine(socket)
      .then((line) => answer(line, commands))
      .then((reply) => socket.end(`${JSON.stringify(reply)}\n`))
      .catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  server.unref();
  return server;
}

async function answer(line: string, commands: Commands): Promise<object> {
  try {
    const { name, ask } = JSON.parse(line) as { name: CommandName; ask: never };
    if (!Object.hasOwn(commands, name)) return { failure: `There is no command ${String(name)}.` };
    return { reply: await commands[name](ask) };
  } catch (thrown) {
    return { failure: messageOf(thrown) };
  }
}

/** Has the owner of the database do something. Throws a `setup` failure with what it says. */
export async function command<Name extends CommandName>(
  path: string,
  name: Name,
  ask: AskOf<Name>,
): Promise<ReplyOf<Name>> {
  const socket = createConnection(path);
  try {
    socket.write(`${JSON.stringify({ name, ask })}\n`);
    const { reply, failure } = JSON.parse(await readLine(socket));
    if (failure !== undefined) throw new Failure("setup", failure);
    return reply;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure(
      "setup",
      `A collector holds the database, but it does not answer at ${path} (${messageOf(thrown)}): stop it, or try again.`,
      { cause: thrown },
    );
  } finally {
    socket.destroy();
  }
}

function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
      else if (text.length > lineCharsMax) reject(new Error("the line is too long"));
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
  });
}
