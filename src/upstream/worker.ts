import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { Failure, messageOf, type StoredSource, toFailure } from "../domain/index.ts";
import { OutgoingFailure, placeOf, SafeFetch } from "../outbox/index.ts";
import { openSecrets, UpstreamReads, yieldToDoors } from "../store/index.ts";
import { Asks } from "./asks.ts";
import { connect } from "./connect.ts";
import { checkSource } from "./doctor.ts";
import type {
  CallName,
  Calls,
  FromUpstream,
  OwnerAsks,
  ToUpstream,
  UpstreamData,
} from "./messages.ts";
import { SourceWorker } from "./source-worker.ts";

// The thread that speaks to upstreams. It reads the database and writes nothing: whatever it finds out goes,
// as a command or as a delivery, to the thread that owns the files.

const data = workerData as UpstreamData;
const port = parentPort as MessagePort;
const say = (message: FromUpstream): void => port.postMessage(message);

yieldToDoors(12);
const stop = new AbortController();
const reads = new UpstreamReads(data.location);
const secrets = openSecrets({ folder: data.folder, key: data.secretKey });
const asks = new Asks((message) => say(message));
const owner: OwnerAsks = {
  perform: (step) => asks.ask("perform", step),
  keep: (deliveries) => asks.ask("keep", deliveries),
  lastDelivery: (slug) => asks.ask("lastDelivery", slug),
};
const holder = randomUUID();
const triesMax = 5;
const backOff = { firstMs: 500, msMax: 30_000 };

/** A source that is worked on, as it was when that began. */
interface Working {
  readonly worker: SourceWorker;
  readonly stored: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

const working = new Map<string, Working>();
const out = new SafeFetch({
  allow: data.outboundAllow,
  trusted: () => new Set([...working.values()].map(({ worker }) => placeOf(worker.source.baseUrl))),
});

/** Begins to work on what is new or was changed, and ends what is gone. */
async function refresh(): Promise<void> {
  const sources = new Map(reads.sources().map((each) => [each.slug, each]));
  for (const [slug, { stored, stop: end, ended }] of [...working]) {
    const source = sources.get(slug);
    if (source !== undefined && JSON.stringify(source) === stored) continue;
    end.abort();
    await ended;
    working.delete(slug);
  }
  for (const source of sources.values()) if (!working.has(source.slug)) begin(source);
}

function begin(source: StoredSource): void {
  const token = tokenOf(source);
  if (token === null) return;
  const end = new AbortController();
  const signal = AbortSignal.any([stop.signal, end.signal]);
  const { limits } = data;
  const worker = new SourceWorker({
    source,
    token,
    client: {
      out,
      userAgent: data.userAgent,
      limits: {
        msMax: limits.upstreamRequestMsMax,
        bytesMax: limits.upstreamBytesMax,
        triesMax,
        backOff,
      },
      now: Date.now,
      pause: (ms) => pause(ms, undefined, { signal }),
      signal,
    },
    reads,
    owner,
    limits,
    holder,
    now: Date.now,
    onStanding: (standing) => say({ type: "standing", standing }),
    log: (level, message) => say({ type: "log", level, source: source.slug, message }),
  });
  const ended = worker.run(signal).catch((thrown) => {
    if (!isStopped(thrown)) throw thrown;
  });
  working.set(source.slug, { worker, stored: JSON.stringify(source), stop: end, ended });
}

/** Null, and said so, where there is no token or it cannot be opened. */
function tokenOf({ slug, sealedToken }: StoredSource): string | null {
  try {
    const token = sealedToken === null ? data.tokens[slug] : secrets.open(sealedToken);
    if (token !== undefined) return token;
    throw new Failure("setup", "The source has no API token: enter one.");
  } catch (thrown) {
    const trouble = messageOf(thrown);
    say({ type: "log", level: "warn", source: slug, message: trouble });
    const nothing = { silent: null, skewMs: null, requests: 0, stored: 0, lastAnswerAt: null };
    say({ type: "standing", standing: { slug, trouble, ...nothing } });
    return null;
  }
}

function isStopped(thrown: unknown): boolean {
  if (thrown instanceof OutgoingFailure) return thrown.kind === "stopped";
  return thrown instanceof Error && (thrown.name === "AbortError" || thrown === asks.stopped);
}

const calls: Calls = {
  check: async ({ slug }) => {
    const { worker } = workingOn(slug);
    return checkSource(worker, { webhookUrl: data.webhookUrl, out });
  },
  connect: ({ slug, dryRun }) =>
    connect(workingOn(slug).worker, { webhookUrl: data.webhookUrl, dryRun }),
  backfill: (ask) => workingOn(ask.slug).worker.startBackfills(ask),
};

/** Throws `not_found` for a source that nobody works on. */
function workingOn(slug: string): Working {
  const found = working.get(slug);
  if (found !== undefined) return found;
  const known = [...working.keys()].join(", ") || "none";
  throw new Failure(
    "not_found",
    `There is no source ${slug} with an API token that can be used (there is ${known}).`,
  );
}

async function answer(call: number, name: CallName, ask: unknown): Promise<void> {
  try {
    const run = calls[name] as (ask: unknown) => Promise<unknown>;
    say({ type: "called", call, reply: await run(ask), refused: null });
  } catch (thrown) {
    const { code, message } = refusal(thrown);
    say({ type: "called", call, reply: null, refused: { code, message } });
  }
}

function refusal(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  // What an upstream says is for whoever asked.
  if (thrown instanceof Error && thrown.name === "UpstreamFailure") {
    return new Failure("unavailable", thrown.message);
  }
  return toFailure(thrown);
}

let refreshing = Promise.resolve();

port.on("message", (message: ToUpstream) => {
  switch (message.type) {
    case "wake":
      if (message.sources) refreshing = refreshing.then(refresh);
      for (const { worker } of working.values()) worker.wake();
      return;
    case "call":
      void refreshing.then(() => answer(message.call, message.name, message.ask));
      return;
    case "answered":
      asks.answered(message);
      return;
    case "stop":
      stop.abort();
      asks.stop();
      void end();
  }
});

async function end(): Promise<void> {
  await refreshing;
  await Promise.all([...working.values()].map(({ ended }) => ended));
  out.close();
  reads.close();
  say({ type: "stopped" });
  port.close();
}

refreshing = refresh();
