import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { OutgoingFailure } from "./gate.ts";
import { SafeFetch } from "./safe-fetch.ts";

const limits = { msMax: 5000, bytesMax: 100_000 };

async function serve(t: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function fetcher(t: TestContext, allow: readonly string[], trusted: readonly string[] = []) {
  const out = new SafeFetch({ allow, trusted: () => new Set(trusted) });
  t.after(() => out.close());
  return out;
}

const isFailure = (kind: string, words: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof OutgoingFailure);
  assert.equal(thrown.kind, kind);
  assert.match(thrown.message, words);
  return true;
};

test("a private address is refused whatever it is called, unless it is allowed or a source's", async (t) => {
  const port = await serve(t, (_, response) => response.end("here"));
  const strangers = fetcher(t, []);
  for (const host of ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"]) {
    const asked = strangers.fetch({ url: `http://${host}:8080/`, ...limits });
    await assert.rejects(asked, isFailure("refused", /no public address/), host);
  }
  for (const out of [
    fetcher(t, ["127.0.0.0/8"]),
    fetcher(t, ["127.0.0.1"]),
    fetcher(t, [], [`127.0.0.1:${port}`]),
  ]) {
    const { body } = await out.fetch({ url: `http://127.0.0.1:${port}/`, ...limits });
    assert.equal(body.toString(), "here");
  }
  const source = fetcher(t, [], ["169.254.169.254:80"]);
  const metadata = source.fetch({ url: "http://169.254.169.254/", ...limits });
  await assert.rejects(metadata, isFailure("refused", /no public address/));
  const byName = fetcher(t, [`localhost:${port}`]);
  assert.equal((await byName.fetch({ url: `http://localhost:${port}/`, ...limits })).status, 200);
});

test("only HTTP, at its ports, and without a password in the address", async (t) => {
  const out = fetcher(t, []);
  const cases = [
    ["file:///etc/passwd", /Only http/],
    ["gopher://example.com/", /Only http/],
    ["not an address", /Only http/],
    ["http://user:secret@example.com/", /must not hold/],
    ["http://8.8.8.8:6379/", /port 6379/],
  ] as const;
  for (const [url, words] of cases) {
    await assert.rejects(out.fetch({ url, ...limits }), isFailure("refused", words), url);
  }
});

test("a redirect is an answer, and is not followed", async (t) => {
  const asked: string[] = [];
  const port = await serve(t, (request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  const out = fetcher(t, ["127.0.0.1"]);
  const { status, headers } = await out.fetch({ url: `http://127.0.0.1:${port}/a`, ...limits });
  assert.equal(status, 302);
  assert.equal(headers["location"], "/elsewhere");
  assert.deepEqual(asked, ["/a"]);
});

test("an answer has its limits: time, size, also unpacked, and its end", async (t) => {
  const port = await serve(t, (request, response) => {
    if (request.url === "/slow") response.write("a");
    if (request.url === "/large") response.end("a".repeat(200_000));
    if (request.url === "/bomb") {
      response.setHeader("content-encoding", "gzip").end(gzipSync("a".repeat(10_000_000)));
    }
    if (request.url === "/cut") {
      response.writeHead(200, { "content-length": "100" }).write("abc");
      setImmediate(() => response.destroy());
    }
    if (request.url === "/gzip") {
      response.setHeader("content-encoding", "gzip").end(gzipSync("unpacked"));
    }
  });
  const out = fetcher(t, ["127.0.0.1"]);
  const ask = (path: string, msMax = 5000) =>
    out.fetch({ url: `http://127.0.0.1:${port}${path}`, ...limits, msMax });
  await assert.rejects(ask("/slow", 100), isFailure("timeout", /within 100 ms/));
  await assert.rejects(ask("/large"), isFailure("too_large", /larger than 100000/));
  await assert.rejects(ask("/bomb"), isFailure("too_large", /larger than 100000/));
  await assert.rejects(ask("/cut"), isFailure("unreachable", /cut off|cannot be reached/));
  assert.equal((await ask("/gzip")).body.toString(), "unpacked");
});

test("what is asked can be given up", async (t) => {
  const port = await serve(t, () => {});
  const out = fetcher(t, ["127.0.0.1"]);
  const stop = new AbortController();
  const asked = out.fetch({ url: `http://127.0.0.1:${port}/`, ...limits, signal: stop.signal });
  stop.abort();
  await assert.rejects(asked, isFailure("stopped", /stopped/));
});
