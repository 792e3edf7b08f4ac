import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { readSettings, type Settings, startCollector } from "../../src/server/index.ts";
import { isOnPostgres, serverOf } from "./postgres.ts";

export interface TestCollector {
  readonly url: string;
  /** The folder that it was started in; its data lies in `data/` below. */
  readonly folder: string;
  /** Delivers a payload as JSON (a string or bytes go as they are). */
  deliver(payload: unknown, headers?: Record<string, string>, path?: string): Promise<Answer>;
  /** Reads JSON. */
  read(path: string, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies whose shape they check.
  readonly body: any;
}

/** On a free port; and reads wait for the digest however busy the machine is, so that no test depends on it. */
export const ordinary = { HOST: "127.0.0.1", PORT: "0", DIGEST_WAIT_MS_MAX: "10000" } as const;

/** A new empty folder that is removed after the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "collector-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The settings of a collector that keeps what it has in a folder, or on the server of the tests. */
export async function settingsIn(
  folder: string,
  environment: Record<string, string> = {},
): Promise<Settings> {
  const database = isOnPostgres() ? await serverOf(folder) : {};
  return readSettings({ ...ordinary, LOG_LEVEL: "silent", ...database, ...environment }, folder);
}

/** Starts a whole collector in this process, on a free port; it is stopped after the test. */
export async function startTestCollector(
  t: TestContext,
  {
    folder = temporaryFolder(t),
    ...environment
  }: { folder?: string; [setting: string]: string } = {},
): Promise<TestCollector> {
  const settings = await settingsIn(folder, environment);
  const running = await startCollector(settings, folder, { checkReplies: true });
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= running.stop();
    return stopped;
  };
  t.after(stop);
  const url = `http://127.0.0.1:${running.port}`;
  return {
    url,
    folder,
    stop,
    deliver: (payload, headers = {}, path = "/sentry/webhook") =>
      send(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body:
          typeof payload === "string" || payload instanceof Uint8Array
            ? (payload as string)
            : JSON.stringify(payload),
      }),
    read: (path, headers = {}) => send(url + path, { headers }),
  };
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
