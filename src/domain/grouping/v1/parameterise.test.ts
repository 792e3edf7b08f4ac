import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parameterise } from "./parameterise.ts";

/** Texts, each with what must become of it. */
function check(texts: Readonly<Record<string, string>>): void {
  for (const [text, expected] of Object.entries(texts)) assert.equal(parameterise(text), expected);
}

test("numbers and ids are replaced by their kind", () => {
  check({
    "order 17 of 4": "order <int> of <int>",
    "took -1.5": "took <float>",
    "id=7c1811ed-e98f-4c9c-a9f9-58c757ff494f": "id=<uuid>",
    "md5 0751007cd28df267e8e051b51f918c60": "md5 <md5>",
    "sha 5fc35719b9cf96ec602dbc748ff31c587a46961d": "sha <sha1>",
    "at 0x7ffdeadbeef": "at <hex>",
    "object 65f1c0ffee0123456789abcd": "object <hex>",
    "commit a93c7d2": "commit <git_sha>",
    "1-67891233-abcdef012345678912345678": "<traceparent>",
    "tx274a77a8975c4a66aeb24-0052d95365": "<swift_txn_id>",
  });
});

test("a number within a word stays: it is part of the name", () => {
  check({ "python3 b64decode v2x": "python3 b64decode v2x", ошибка5: "ошибка5", café7: "café7" });
});

test("words of hexadecimal letters alone stay", () => {
  check({ "deadbeef facade": "deadbeef facade" });
});

test("dates and times are replaced in every common form", () => {
  for (const date of [
    "2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.678+01:00",
    "2026-01-02 03:04:05.678",
    "20260102 030405",
    "2026-01-02",
    "03:04:05",
    "11:21pm",
    "Fri, 02 Jan 2026 03:04:05 GMT",
    "Friday, 02-Jan-26 03:04:05 GMT",
    "Fri Jan 02 2026 03:04:05 GMT+0100 (Central European Standard Time)",
    "Jan 18, 2026",
    "18 Jan 2026",
    "18-Jan-26 03:04:05",
    "Fri Jan  2 03:04:05 2026",
    "datetime.datetime(2026, 1, 2, 3, 4)",
  ]) {
    check({ [date]: "<date>", [`at ${date}!`]: "at <date>!" });
  }
});

test("durations, addresses and hosts are replaced", () => {
  check({
    "after 12ms or 1.5s": "after <duration> or <duration>",
    "mail anna.k+x@example.org now": "mail <email> now",
    "GET https://example.org/a?b=1 failed": "GET <url> failed",
    "host api.example.com": "host <hostname>",
    "from 10.0.0.1:5432": "from <ip>:<int>",
    "from 2001:db8::1 and ::1": "from <ip> and <ip>",
  });
});

test("addresses are replaced whole, whichever way they are written", () => {
  check({
    "fe80::1%eth0 ::ffff:10.0.0.1 1::": "<ip> <ip> <ip>",
    "1:2:3:4:5:6:7:8 1:2:3:4:5:6:10.0.0.1": "<ip> <ip>",
    "to=anna@example.org": "to=<email>",
  });
});

test("names of classes, methods, properties and files are no addresses", () => {
  for (const text of ["Bee::buzz()", "Option::unwrap()", "user.id", "Object.is", "open main.rs"]) {
    check({ [text]: text });
  }
});

test("values behind an equals sign are replaced, other quoted texts are not", () => {
  check({
    "a='x y' b=\"z\" c=True": "a=<quoted_str> b=<quoted_str> c=<bool>",
    "unexpected 'token', true": "unexpected 'token', true",
  });
});

test("a text of more than 8192 characters stays as it is", () => {
  const long = `17 ${"x".repeat(8192)}`;
  assert.equal(parameterise(long), long);
});

test("no short number that stands alone is left", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("17", "10.0.0.1", "a@b.io", "'x'", "=", " ", "-", "2026-01-02", "0xff"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = parameterise(pieces.join(" "));
      assert.doesNotMatch(text, /(?<![\p{L}\p{N}_])\d{1,7}(?![\p{L}\p{N}_])/u);
    }),
  );
});
