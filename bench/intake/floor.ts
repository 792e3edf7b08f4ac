import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FromFloor } from "./messages.ts";

// The floor: the least that a durable webhook receiver on Node can do. It checks the HMAC, appends id
// and body in one committed group, and answers; it understands nothing and keeps nothing else. What
// the collector reaches is given as a share of this, since the machine's own speed cancels out.

// Pages of 16 KiB hold three bodies of 4 KiB, pages of 8 KiB only one: twice the bytes to write.
const key = createSecretKey(Buffer.from(process.env["BENCH_SECRET"] ?? ""));
const db = new DatabaseSync(join(process.env["BENCH_FOLDER"] ?? "", "floor.db"));
db.exec(`
  pragma page_size = 16384;
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma wal_autocheckpoint = 1000;
  pragma cache_size = -16384;
  create table deliveries (id integer primary key, body blob not null);
`);
const insert = db.prepare("insert into deliveries values (?, ?)");
const begin = db.prepare("begin immediate");
const commit = db.prepare("commit");

let newestId = 0;
let group: { body: Uint8Array; response: ServerResponse }[] = [];

function flush(): void {
  const written = group;
  const first = newestId + 1;
  group = [];
  begin.run();
  for (const { body } of written) insert.run(++newestId, body);
  commit.run();
  written.forEach(({ response }, index) => {
    answer(response, 201, `{"status":"stored","delivery_id":${first + index}}`);
  });
}

function receive(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
  const given = Buffer.from(String(request.headers["sentry-hook-signature"]), "hex");
  const right = createHmac("sha256", key).update(body).digest();
  if (given.length !== right.length || !timingSafeEqual(given, right)) {
    answer(response, 401, "{}");
    return;
  }
  if (group.length === 0) setImmediate(flush);
  group.push({ body, response });
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": text.length,
  });
  response.end(text);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const [only] = chunks;
    const whole = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
    receive(request, response, whole);
  });
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => {
  const ready: FromFloor = { type: "ready", port: (server.address() as AddressInfo).port };
  process.send?.(ready);
});
process.on("disconnect", () => process.exit());
process.on("SIGINT", () => {});
