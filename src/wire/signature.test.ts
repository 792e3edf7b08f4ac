import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { keepHeaders } from "./headers.ts";
import { explainSignature, secretFrom, verifySignature } from "./signature.ts";

const body = Buffer.from('{"title":"Ошибка","timestamp":1.0}');

function sign(secret: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

test("a signature by any of the secrets is verified, and says by which", () => {
  const headers = { "sentry-hook-signature": sign("new") };
  assert.deepEqual(verifySignature(body, headers, ["old", "new"].map(secretFrom)), {
    state: "verified",
    secretIndex: 1,
  });
});

test("each family's own header is looked at", () => {
  for (const header of ["x-servicehook-signature", "sentry-app-signature"]) {
    const check = verifySignature(body, { [header]: sign("s") }, [secretFrom("s")]);
    assert.equal(check.state, "verified");
  }
});

test("without a signature header there is nothing to verify", () => {
  assert.deepEqual(verifySignature(body, {}, [secretFrom("s")]), { state: "absent" });
});

test("another secret, another length, upper case or a repeated header are wrong, and throw nothing", () => {
  const wrong = [
    sign("other"),
    "",
    "abc",
    sign("s").toUpperCase(),
    `${sign("s")}, ${sign("s")}`,
    "z".repeat(64),
    `${sign("s")}00`,
  ];
  for (const value of wrong) {
    const check = verifySignature(body, { "sentry-hook-signature": value }, [secretFrom("s")]);
    assert.deepEqual(check, { state: "wrong", header: "sentry-hook-signature" });
  }
  const twice = verifySignature(body, { "sentry-hook-signature": [sign("s"), sign("s")] }, [
    secretFrom("s"),
  ]);
  assert.equal(twice.state, "wrong");
});

test("only headers that tell of the delivery are kept, never credentials", () => {
  const kept = keepHeaders({
    "sentry-hook-resource": "error",
    "sentry-hook-delivery": ["a", "b"],
    "content-type": "application/json",
    authorization: "Bearer secret",
    cookie: "session=1",
    "x-forwarded-for": "192.0.2.1",
    "user-agent": "x".repeat(5000),
    "request-id": undefined,
  });
  assert.deepEqual(Object.keys(kept).sort(), [
    "content-type",
    "sentry-hook-delivery",
    "sentry-hook-resource",
    "user-agent",
  ]);
  assert.equal(kept["sentry-hook-delivery"], "a, b");
  assert.equal(kept["user-agent"]?.length, 1024);
});

test("an explanation tells so little of a signature that fits that nobody can sign with it", () => {
  const bytes = Buffer.from('{"a":1}');
  const signature = createHmac("sha256", "a-long-secret-of-ours").update(bytes).digest("hex");
  const headers = { "sentry-hook-signature": signature };
  const right = explainSignature(bytes, headers, [secretFrom("a-long-secret-of-ours")]);
  assert.equal(right.verdict, "verified");
  assert.ok(!JSON.stringify(right).includes(signature.slice(0, 9)));
  const wrong = explainSignature(bytes, headers, [secretFrom("another-secret-of-ours")]);
  assert.equal(wrong.given, signature);
});
