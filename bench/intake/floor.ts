import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import type { FromFloor } from "./messages.ts";

// The floor: the least that a durable webhook receiver on Node can do. It checks the HMAC, appends id
// and body in one committed group, and answers; it understands nothing and keeps nothing else. What
// the collector reaches is given as a share of this, since the machine's own speed cancels out.

const key = createSecretKey(Buffer.from(process.env["BENCH_SECRET"] ?? ""));

/** Writes bodies, and calls back when they are on the disk. */
type Keep = (bodies: readonly Uint8Array[], done: () => void) => void;

const { BENCH_POSTGRES: url, BENCH_FOLDER: folder = "" } = process.env;
const keep = url === undefined ? keepInFile(join(folder, "floor.db")) : await keepOnServer(url);

function keepInFile(path: string): Keep {
  const db = new DatabaseSync(path);
  // Pages of 16 KiB hold three bodies of 4 KiB, pages of 8 KiB only one: twice the bytes to write.
  db.exec(`
    pragma page_size = 16384;
    pragma locking_mode = exclusive;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma wal_autocheckpoint = 1000;
    pragma cache_size = -16384;
    create table deliveries (id integer primary key, body blob not null);
  `);
  const insert = db.prepare("insert into deliveries (body) values (?)");
  const begin = db.prepare("begin immediate");
  const commit = db.prepare("commit");
  return (bodies, done) => {
    begin.run();
    for (const body of bodies) insert.run(body);
    commit.run();
    done();
  };
}

/** One multi-row insert for each group, on a few connections: while one waits for the disk the next is written. */
async function keepOnServer(url: string): Promise<Keep> {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  await pool.query(
    "create table deliveries (id bigint generated always as identity primary key, body bytea not null)",
  );
  return (bodies, done) => {
    const tuples = bodies.map((_body, at) => `($${at + 1})`).join(", ");
    void pool.query(`insert into deliveries (body) values ${tuples}`, [...bodies]).then(done);
  };
}

let newestId = 0;
let group: { body: Uint8Array; response: ServerResponse }[] = [];

function flush(): void {
  const written = group;
  const first = newestId + 1;
  newestId += written.length;
  group = [];
  keep(
    written.map(({ body }) => body),
    () => {
      written.forEach(({ response }, index) => {
        answer(response, 201, `{"status":"stored","delivery_id":${first + index}}`);
      });
    },
  );
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
