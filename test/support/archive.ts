import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Payloads } from "../../bench/intake/payload.ts";
import { type Delivery, type KeptHeaders, laneCount } from "../../src/domain/index.ts";
import {
  Archive,
  type FileLocation,
  filesOf,
  Packer,
  prepareStore,
} from "../../src/store/index.ts";

/** An archive with its packer, which works when it is told to. Everything in it counts as digested. */
export interface TestArchive {
  readonly location: FileLocation;
  readonly archive: Archive;
  readonly packer: Packer;
  close(): Promise<void>;
}

export async function openArchive(
  folder: string,
  {
    intervalMs = 3_600_000,
    isBusy = () => false,
  }: { intervalMs?: number; isBusy?: () => boolean } = {},
): Promise<TestArchive> {
  const location = filesOf(join(folder, "errors.db"), folder);
  await prepareStore(location, Date.now);
  const archive = new Archive({
    path: location.archivePath,
    now: Date.now,
    queueBytesMax: 1024 * 1024 * 1024,
    onDurable: () => {},
  });
  const packer = new Packer({
    archive,
    archivePath: location.archivePath,
    now: Date.now,
    intervalMs,
    digestedId: () => archive.health().newestId,
    isBusy,
    onTrouble(reason) {
      throw new Error(reason);
    },
  });
  return {
    location,
    archive,
    packer,
    async close() {
      await packer.stop();
      await archive.close();
    },
  };
}

/** A delivery of plain JSON, or what is said of it. */
export function aDelivery(given: Partial<Delivery> = {}): Delivery {
  return {
    receivedAt: 1_760_000_000_000,
    lane: 0,
    door: "webhook",
    source: "generic",
    family: "simple",
    resource: "error",
    action: "created",
    contentKey: null,
    signature: "unsigned",
    headers: {},
    body: Buffer.from("{}"),
    ...given,
  };
}

const payloads = new Payloads("secret");

/** Number `n` of alerts of 4 KiB as Sentry sends them, all different and signed. */
export function anAlertOf4Kib(n: number): Delivery {
  const request = payloads.newBuffer();
  payloads.write(request, n, 1_760_000_000_000 + n * 40);
  const [head = "", body = ""] = request.toString("latin1").split("\r\n\r\n");
  return aDelivery({
    receivedAt: 1_760_000_000_000 + n * 40,
    lane: n % laneCount,
    source: "default",
    family: "integration_platform",
    resource: "event_alert",
    action: "triggered",
    contentKey: randomBytes(32).toString("hex"),
    signature: "verified",
    headers: headersOf(head),
    body: Buffer.from(body, "latin1"),
  });
}

function headersOf(head: string): KeptHeaders {
  const lines = head.split("\r\n").slice(2);
  const all = lines.map((line) => line.split(": ", 2) as [string, string]);
  return Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]));
}
