import assert from "node:assert/strict";
import { test } from "node:test";
import { frame } from "../../../../test/support/error-facts.ts";
import type { Frame } from "../../stacktrace.ts";
import { judgedCalls, traceParts } from "./trace.ts";

/** Is a frame the application's own, by the rules? */
function isOwn(platform: string, fields: Partial<Frame>): boolean {
  const [call] = judgedCalls([frame({ inApp: true, ...fields })], platform);
  return call?.inApp === true;
}

/** The functions of a trace, oldest first, that count among all. */
function counting(platform: string, ...frames: readonly Partial<Frame>[]): readonly string[] {
  return traceParts(frames.map(frame), platform).all.map((part) => part.values.at(-1) ?? "");
}

test("libraries are not the application's own, wherever package managers put them", () => {
  for (const absPath of [
    "/srv/venv/lib/python3.12/site-packages/django/http.py",
    "/usr/lib/python3/dist-packages/apt/cache.py",
    "/srv/node_modules/express/index.js",
    "node_modules/express/index.js",
    "C:\\app\\node_modules\\express\\index.js",
    "/srv/vendor/bundle/ruby/3.3/gems/rails/x.rb",
    "/root/go/pkg/mod/github.com/x/y.go",
    "https://unpkg.com/react@18/react.js",
    "/home/anna/.local/share/pipx/x.py",
  ]) {
    assert.equal(isOwn("python", { absPath }), false, absPath);
  }
  assert.ok(isOwn("python", { absPath: "/srv/shop/vendors.py" }));
});

test("libraries of Java, Kotlin and Scala are told by their packages", () => {
  for (const module of ["org.springframework.web.X", "kotlin.collections.Y", "scala.Z", "sun.W"]) {
    assert.equal(isOwn("java", { module }), false, module);
  }
  assert.ok(isOwn("java", { module: "org.example.Shop" }));
});

test("what an SDK marked as not its own stays so", () => {
  assert.equal(isOwn("python", { absPath: "/srv/shop/a.py", inApp: false }), false);
  assert.equal(isOwn("python", { absPath: "/srv/shop/a.py", inApp: null }), false);
});

test("an app's own image is its own on Apple's systems, and Sentry's frameworks are not", () => {
  const own = { inApp: false, package: "/private/var/containers/Bundle/Application/1/Shop.app/x" };
  assert.ok(isOwn("cocoa", own));
  assert.ok(
    isOwn("cocoa", { inApp: false, package: "/Applications/Shop.app/Contents/MacOS/Shop" }),
  );
  const sentry = "/private/var/containers/Bundle/Application/1/Frameworks/Sentry.framework/Sentry";
  assert.equal(isOwn("cocoa", { package: sentry }), false);
  assert.equal(isOwn("native", { package: "/usr/lib/libc.so" }), false);
  assert.equal(isOwn("native", { package: "C:\\Windows\\System32\\ntdll.dll" }), false);
});

test("native rules hold for native platforms only", () => {
  assert.ok(isOwn("python", { function: "std::sort" }));
  assert.equal(isOwn("native", { function: "std::sort" }), false);
});

test("what raises an error counts, what it calls to do so does not", () => {
  assert.deepEqual(
    counting("native", { function: "pay" }, { function: "abort" }, { function: "raise" }),
    ["pay", "abort"],
  );
  assert.deepEqual(
    counting("native", { function: "pay" }, { function: "__cxa_throw" }, { function: "x" }),
    ["pay"],
  );
});

test("what starts a thread is no cause, nor what called it", () => {
  assert.deepEqual(
    counting(
      "native",
      { function: "thread_start" },
      { function: "_pthread_body" },
      { function: "f" },
    ),
    ["f"],
  );
  assert.deepEqual(
    counting(
      "java",
      { module: "android.app.ActivityThread", function: "main" },
      { module: "android.os.Looper", function: "loop" },
      { module: "org.example.Shop", function: "pay" },
    ),
    ["pay"],
  );
});

test("one call into the system counts, not how it is done there", () => {
  const system = (name: string) => ({ function: name, package: "CoreFoundation" });
  assert.deepEqual(counting("cocoa", { function: "a" }, system("CFRun"), system("CFInner")), [
    "a",
    "CFRun",
  ]);
  assert.deepEqual(counting("cocoa", { function: "a" }, system("CFRun"), { function: "b" }), [
    "a",
    "b",
  ]);
});

test("polyfills, runtimes' queues and monitors are noise in JavaScript", () => {
  assert.deepEqual(
    counting(
      "node",
      { function: "processTicksAndRejections" },
      { module: "core-js/modules/x", function: "wrap" },
      { module: "newrelic", function: "trace" },
      { module: "cart", function: "pay" },
    ),
    ["pay"],
  );
});

test("the made-up module of a Python process that was spawned is noise", () => {
  assert.deepEqual(
    counting("python", { function: "<module>" }, { function: "spawn_main" }, { function: "f" }),
    ["spawn_main", "f"],
  );
  assert.deepEqual(counting("python", { function: "<module>" }, { function: "f" }), [
    "<module>",
    "f",
  ]);
});

test("an engine's report of an assertion is not its caller's fault, and the caller's is", () => {
  const frames = ["Tick", "FDebug::CheckVerifyFailedImpl2", "Report"].map((name) =>
    frame({ function: name, inApp: false }),
  );
  assert.deepEqual(
    judgedCalls(frames, "native").map((call) => call.inApp),
    [true, false, false],
  );
});

test("one nameless frame of a page does not count", () => {
  assert.deepEqual(counting("javascript", { absPath: "https://example.org/", module: "x" }), []);
  assert.equal(counting("javascript", { module: "x" }).length, 1);
});
