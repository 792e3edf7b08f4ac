// What somebody sends who means harm, or whose program is broken: every time a clear answer, and the
// collector goes on. It runs as a process of its own, so that its memory can be looked at.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { temporaryFolder } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import { anEventAlert, eventId } from "../support/payloads.ts";
import { type CollectorProcess, startProcess } from "../support/process.ts";
import { head, RawConnection } from "../support/raw.ts";
import { until } from "../support/until.ts";

const mebibyte = 1024 * 1024;
const part = Buffer.alloc(mebibyte, "x");

let counter = 0;

async function assertServes(collector: CollectorProcess): Promise<void> {
  const id = eventId(0xabc000 + ++counter);
  const answer = await collector.deliver(
    anEventAlert({ eventId: id }).payload,
    anEventAlert().headers,
  );
  assert.equal(answer.status, 201, answer.text);
  assert.equal((await collector.read(`/errors/${id}`)).body.event_id, id);
}

/** Bytes of memory that the process holds; 0 where the system does not tell. */
function memoryOf({ child }: CollectorProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Writes parts until all are sent or the other side has had enough. */
async function pour(
  connection: RawConnection,
  count: number,
  wrap: (part: Buffer) => Buffer,
): Promise<void> {
  const wrapped = wrap(part);
  for (let sent = 0; sent < count; sent++) {
    if (connection.answer.status > 0 || !(await connection.write(wrapped))) return;
  }
}

test("hostile bodies are refused or kept, and the collector goes on", async (t) => {
  const collector = await startProcess(t, temporaryFolder(t));
  await assertServes(collector);
  const before = memoryOf(collector);

  await t.test("100 MB, declared, are refused before they are read", async () => {
    const connection = new RawConnection(collector.url);
    await connection.write(head({ "content-length": 100 * mebibyte }));
    await pour(connection, 100, (bytes) => bytes);
    assert.equal((await connection.answered()).status, 413);
    connection.close();
  });

  await t.test("100 MB in chunks are refused", async () => {
    const connection = new RawConnection(collector.url);
    await connection.write(head({ "transfer-encoding": "chunked" }));
    await pour(connection, 100, (bytes) =>
      Buffer.concat([Buffer.from("100000\r\n"), bytes, Buffer.from("\r\n")]),
    );
    assert.equal((await connection.answered()).status, 413);
    connection.close();
  });

  await t.test("an ordinary client that sends too much sees the answer every time", async () => {
    const body = Buffer.alloc(20 * mebibyte, "x");
    for (let round = 0; round < 10; round++) {
      const response = await fetch(`${collector.url}/sentry/webhook`, { method: "POST", body });
      assert.equal(response.status, 413);
      assert.match(await response.text(), /WEBHOOK_BYTES_MAX/);
    }
  });

  await t.test(
    "so does one whose connection ends with the answer, as those of proxies do",
    async () => {
      for (let round = 0; round < 10; round++) {
        const connection = new RawConnection(collector.url);
        const declared = { "content-length": 20 * mebibyte, connection: "close" };
        await connection.write(head(declared));
        await pour(connection, 20, (bytes) => bytes);
        connection.socket.end();
        const { status, text } = await connection.ended();
        assert.equal(status, 413);
        assert.match(text, /WEBHOOK_BYTES_MAX.*\}$/s);
      }
    },
  );

  await t.test("twenty of them at once are refused, and hold no memory", async () => {
    const connections = Array.from({ length: 20 }, () => new RawConnection(collector.url));
    for (const connection of connections) {
      await connection.write(head({ "transfer-encoding": "chunked" }));
    }
    await Promise.all(
      connections.map((connection) =>
        pour(connection, 10, (bytes) =>
          Buffer.concat([Buffer.from("100000\r\n"), bytes, Buffer.from("\r\n")]),
        ),
      ),
    );
    for (const connection of connections) {
      const { status, text } = await connection.answered();
      assert.ok([413, 503].includes(status), `answer: ${JSON.stringify(text)}`);
      connection.close();
    }
  });

  const text = JSON.stringify(aSimpleError({ eventId: eventId(900) }).payload);
  const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);
  const deepObject = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
  const cases: Readonly<Record<string, readonly [body: string | Uint8Array, status: number]>> = {
    "a gzip bomb": [gzipSync(Buffer.alloc(50 * mebibyte)), 400],
    "lists nested 100,000 deep": [`{"message":"deep","extra":${deep("[", "]")}}`, 201],
    "objects nested 100,000 deep": [`{"message":"deep","contexts":${deepObject}}`, 201],
    "a user, a breadcrumb and a variable nested 100,000 deep": [
      `{"message":"deep parts","user":${deepObject},"breadcrumbs":[{"data":${deepObject}}],"exception":{"values":[{"type":"E","stacktrace":{"frames":[{"function":"f","vars":${deepObject}}]}}]}}`,
      201,
    ],
    "nested and cut": [`{"a":${"[".repeat(100_000)}`, 400],
    "a key of 1 MB": [
      `{"message":"key","tags":{"${"k".repeat(mebibyte)}":"v"},"${"x".repeat(mebibyte)}":1}`,
      201,
    ],
    "a value of 4 MB": [JSON.stringify({ message: "v".repeat(4 * mebibyte) }), 201],
    "100,000 tags": [
      JSON.stringify({
        message: "tags",
        tags: Array.from({ length: 100_000 }, (_, n) => [`t${n}`, "v"]),
      }),
      201,
    ],
    "100,000 frames": [
      JSON.stringify({
        exception: {
          values: [
            {
              type: "E",
              value: "v",
              stacktrace: { frames: Array.from({ length: 100_000 }, () => ({ function: "f" })) },
            },
          ],
        },
      }),
      201,
    ],
    "10,000 exceptions": [
      JSON.stringify({
        exception: {
          values: Array.from({ length: 10_000 }, (_, n) => ({ type: `E${n}`, value: "v" })),
        },
      }),
      201,
    ],
    "a number beyond all numbers": ['{"message":"n","timestamp":1e999999,"event_id":1e400}', 201],
    "keys that JavaScript knows": [
      '{"message":"p","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"tags":{"__proto__":"x","constructor":"y","toString":"z"},"extra":{"__proto__":{"a":1}},"contexts":{"__proto__":null},"user":{"__proto__":1}}',
      201,
    ],
    "lone surrogates and \\u0000": [
      '{"event_id":"\\ud800\\u0000","project":"a\\u0000\\udfff","message":"m\\u0000\\ud800x","level":"\\u0000","platform":"\\ud800","tags":{"\\ud800":"\\u0000"},"exception":{"type":"\\udc00","value":"\\u0000v","stacktrace":"\\ud800"}}',
      201,
    ],
    "types where others are expected": [
      '{"event_id":[],"project":{"slug":1},"message":{"a":1},"exception":{"values":"x"},"tags":5,"timestamp":{},"breadcrumbs":"b","user":[],"request":7,"level":[]}',
      201,
    ],
    "invalid UTF-8": [
      Buffer.concat([
        Buffer.from('{"message":"'),
        Buffer.from([0xff, 0xfe, 0x80]),
        Buffer.from('"}'),
      ]),
      400,
    ],
    "a cut character": [Buffer.concat([Buffer.from(text), Buffer.from([0xe2, 0x82])]), 400],
  };
  for (const [name, [body, status]] of Object.entries(cases)) {
    await t.test(`${name}: ${status}`, async () => {
      const response = await fetch(`${collector.url}/sentry/webhook`, {
        method: "POST",
        body: body as string,
      });
      const answer = await response.text();
      assert.equal(response.status, status, answer.slice(0, 500));
    });
  }

  await t.test(
    "every one that was kept is digested, none failed, and none spoils a list",
    async () => {
      await digested(collector);
      const { body: failed } = await collector.read("/deliveries?state=failed");
      assert.deepEqual(
        failed.map(({ id, reason }: { id: number; reason: string }) => [id, reason]),
        [],
      );
      const { body: errors } = await collector.read("/errors");
      const unread: string[] = [];
      for (const { id, message } of errors) {
        const { status, body } = await collector.read(`/errors/${id}`);
        if (status !== 200) unread.push(`/errors/${id} (${message.slice(0, 40)}): ${status}`);
        else assert.ok(!("polluted" in body));
      }
      assert.deepEqual(unread, []);
      const shown = JSON.stringify(errors);
      assert.ok(!shown.includes("\\u0000") && !/\\ud[89a-f]/.test(shown));
      assert.equal((await collector.read("/errors", { accept: "text/csv" })).status, 200);
    },
  );

  await t.test("afterwards it serves, and its memory is bounded", async () => {
    await assertServes(collector);
    const grown = memoryOf(collector) - before;
    assert.ok(grown < 400 * mebibyte, `it grew by ${Math.round(grown / mebibyte)} MiB`);
  });
});

test("slow senders and header floods are cut off, and idle connections are bounded", async (t) => {
  const collector = await startProcess(t, temporaryFolder(t), {
    REQUEST_MS_MAX: "500",
    CONNECTIONS_MAX: "210",
  });
  const open = (): RawConnection => {
    const connection = new RawConnection(collector.url);
    t.after(() => connection.close());
    return connection;
  };

  await t.test("a body that does not come is 408", async () => {
    const slow = open();
    await slow.write(`${head({ "content-length": 1000 })}{`);
    assert.equal((await slow.ended()).status, 408);
  });

  await t.test("a head that does not come is 408", async () => {
    const slow = open();
    await slow.write("POST /sentry/webhook HTTP/1.1\r\nhost: x\r\n");
    assert.equal((await slow.ended()).status, 408);
  });

  await t.test("headers without end are 431", async () => {
    const flood = open();
    await flood.write(
      `POST /sentry/webhook HTTP/1.1\r\nhost: x\r\nx-long: ${"x".repeat(40_000)}\r\n\r\n`,
    );
    assert.equal((await flood.answered()).status, 431);
    const many = open();
    const lines = Array.from({ length: 5000 }, (_, n) => `x-${n}: 1\r\n`).join("");
    await many.write(`POST /sentry/webhook HTTP/1.1\r\nhost: x\r\n${lines}\r\n`);
    assert.equal((await many.answered()).status, 431);
  });

  await t.test("what is not HTTP is 400", async () => {
    const broken = open();
    await broken.write("\x16\x03\x01\x02\x00 this is TLS\r\n\r\n");
    assert.equal((await broken.answered()).status, 400);
  });

  await t.test(
    "two hundred idle connections do no harm; beyond the limit 503 is said",
    async () => {
      await assertServes(collector);
      const idle = Array.from({ length: 200 }, open);
      await Promise.all(idle.map(({ socket }) => once(socket, "connect")));
      await assertServes(collector);
      const more = Array.from({ length: 20 }, open);
      await until("some are told 503", () => more.some(({ answer }) => answer.status === 503));
      const told = more.find(({ answer }) => answer.status === 503);
      assert.match(told?.answer.text ?? "", /retry-after: \d+[\s\S]*CONNECTIONS_MAX/i);
      for (const connection of [...idle, ...more]) connection.close();
    },
  );

  await t.test("afterwards it serves", async () => {
    await until("it serves", () =>
      assertServes(collector).then(
        () => true,
        () => false,
      ),
    );
  });
});

test("deliveries beyond those that can be taken at once are told to come again, and counted", async (t) => {
  const collector = await startProcess(t, temporaryFolder(t), {
    OPEN_DELIVERIES_MAX: "3",
    REQUEST_MS_MAX: "20000",
  });
  const open = (): RawConnection => {
    const connection = new RawConnection(collector.url);
    t.after(() => connection.close());
    return connection;
  };
  const { payload, headers } = anEventAlert({ eventId: eventId(0xf100d) });
  const slow = Array.from({ length: 3 }, open);
  for (const each of slow) await each.write(`${head({ "content-length": 2 })}{`);
  const refused = await until("the fourth is turned away", async () => {
    const answer = await collector.deliver(payload, headers);
    return answer.status === 503 ? answer : null;
  });
  assert.match(refused.text, /OPEN_DELIVERIES_MAX/);
  const { body: told } = await collector.read("/api/v1/refusals");
  assert.match(JSON.stringify(told), /OPEN_DELIVERIES_MAX/);
  for (const each of slow) await each.write("}");
  for (const each of slow) assert.notEqual((await each.answered()).status, 503);
  await assertServes(collector);
});
