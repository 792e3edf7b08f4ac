import assert from "node:assert/strict";
import { test } from "node:test";
import { frame } from "../../../test/support/error-facts.ts";
import { errorLimits } from "../error.ts";
import type { Exception, Frame } from "../stacktrace.ts";
import { renderStacktrace } from "./index.ts";

function exception(type: string, value: string, frames: readonly Frame[] = []): Exception {
  return { type, value, module: null, mechanism: null, frames };
}

function render(platform: string, ...exceptions: readonly Exception[]): string | null {
  return renderStacktrace({ platform, exceptions, mainExceptionId: null, threads: [] });
}

const main = frame({ filename: "main.x", function: "main", lineno: 1 });
const pay = frame({
  filename: "shop.x",
  function: "pay",
  lineno: 7,
  colno: 3,
  contextLine: "  buy()\n",
});
const cause = exception("KeyError", "'id'", [
  frame({ filename: "db.x", function: "find", lineno: 5 }),
]);
const error = exception("ValueError", "bad", [main, pay]);

test("Python: the cause first, the oldest call first, source below its frame", () => {
  assert.equal(
    render("python", cause, error),
    `Traceback (most recent call last):
  File "db.x", line 5, in find
KeyError: 'id'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "main.x", line 1, in main
  File "shop.x", line 7, in pay
    buy()
ValueError: bad`,
  );
});

test("Python: an exception raised while another was handled says so", () => {
  const context = { ...cause, source: "__context__" };
  assert.match(render("python", context, error) ?? "", /During handling of the above exception/);
});

test("JavaScript: the newest call first, the cause after", () => {
  assert.equal(
    render("node", cause, error),
    `ValueError: bad
    at pay (shop.x:7:3)
        buy()
    at main (main.x:1)
[cause]: KeyError: 'id'
    at find (db.x:5)`,
  );
});

test("Java: qualified names, and Caused by", () => {
  const java = { ...error, module: "shop" };
  const frames = [
    frame({ module: "shop.Till", function: "pay", filename: "Till.java", lineno: 7 }),
  ];
  assert.equal(
    render("java", cause, { ...java, frames }),
    "shop.ValueError: bad\n\tat shop.Till.pay(Till.java:7)\nCaused by: KeyError: 'id'\n\tat find(db.x:5)",
  );
});

test("Go: calls above their places", () => {
  assert.equal(
    render("go", error),
    "ValueError: bad\ngoroutine 1 [running]:\npay(...)\n\tshop.x:7\n\t\tbuy()\nmain(...)\n\tmain.x:1",
  );
});

test("PHP: numbered calls, and Next for what the first caused", () => {
  assert.equal(
    render("php", cause, error),
    "KeyError: 'id'\n#0 db.x(5): find()\n\nNext ValueError: bad\n#0 shop.x(7): pay()\n     buy()\n#1 main.x(1): main()",
  );
});

test("Ruby: the place, the call and the words in one line", () => {
  assert.equal(
    render("ruby", error),
    "shop.x:7:in 'pay': bad (ValueError)\n\t\tbuy()\n\tfrom main.x:1:in 'main'",
  );
});

test(".NET: exceptions inward, then frames outward", () => {
  assert.equal(
    render("csharp", cause, error),
    `ValueError: bad
 ---> KeyError: 'id'
   at find() in db.x:line 5
   --- End of inner exception stack trace ---
   at pay() in shop.x:line 7
      buy()
   at main() in main.x:line 1`,
  );
});

test("native: number, image, address and symbol", () => {
  const frames = [
    frame({ package: "/usr/lib/libc.so", function: "abort", instructionAddr: "0x7f" }),
  ];
  assert.equal(
    render("native", exception("SIGABRT", "Abort", frames)),
    "SIGABRT: Abort\n0   libc.so              0x7f abort",
  );
});

test("an unknown platform is told by its files, else written plainly", () => {
  const python = exception("E", "v", [frame({ filename: "a.py", function: "f", lineno: 1 })]);
  assert.match(render("other", python) ?? "", /^Traceback/);
  assert.equal(render("perl", exception("E", "v", [main])), "E: v\n  in main (main.x:1)");
});

test("without frames there is no trace", () => {
  assert.equal(render("python", exception("E", "v")), null);
  assert.equal(render("python"), null);
});

test("without framed exceptions the crashed thread is shown, else the current one", () => {
  const thread = { id: "1", name: null, crashed: false, current: true, frames: [main] };
  const crashed = { ...thread, crashed: true, current: false, frames: [pay] };
  const parts = { platform: "node", exceptions: [exception("E", "v")], mainExceptionId: null };
  assert.match(
    renderStacktrace({ ...parts, threads: [thread, crashed] }) ?? "",
    /^E: v\n {4}at pay/,
  );
  assert.match(renderStacktrace({ ...parts, threads: [thread] }) ?? "", /at main/);
  const other = { ...thread, current: false };
  assert.equal(renderStacktrace({ ...parts, threads: [other] }), null);
});

test("every manner shows 250 frames at most, and says how many were left out", () => {
  const frames = Array.from({ length: 300 }, (_, i) =>
    frame({ function: `f${i}_`, filename: "a" }),
  );
  for (const platform of ["python", "node", "java", "go", "php", "ruby", "csharp", "native", "x"]) {
    const text = render(platform, exception("E", "v", frames)) ?? "";
    assert.equal(text.match(/f\d+_/g)?.length, errorLimits.frames, platform);
    assert.match(text, /50 frames left out/);
    assert.ok(!text.includes("f50_") && !text.includes("f99_"));
    assert.ok(text.includes("f49_") && text.includes("f100_"));
  }
});

test("a trace is cut at its limit without splitting a character", () => {
  const frames = Array.from({ length: 250 }, () =>
    frame({ function: "😀".repeat(250), filename: "a" }),
  );
  const text = render("python", exception("E", "v", frames)) ?? "";
  assert.ok(text.length <= errorLimits.stacktraceChars && text.isWellFormed());
});
