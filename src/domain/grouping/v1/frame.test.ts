import assert from "node:assert/strict";
import { test } from "node:test";
import { frame } from "../../../../test/support/error-facts.ts";
import type { Frame } from "../../stacktrace.ts";
import { readCalls } from "./call.ts";
import { framePart } from "./frame.ts";

/** What counts of one frame of a platform; [] when nothing does. */
function counted(platform: string, fields: Partial<Frame>): readonly string[] {
  const [call] = readCalls([frame(fields)], platform);
  return call === undefined ? [] : (framePart(call)?.values ?? []);
}

const js = (fields: Partial<Frame>) => counted("javascript", fields);

test("the module counts, else the bare name of the file in lower case", () => {
  assert.deepEqual(counted("python", { module: "app.views", filename: "app/views.py" }), [
    "app.views",
  ]);
  assert.deepEqual(counted("python", { filename: "/srv/releases/17/Views.py" }), ["views.py"]);
  assert.deepEqual(counted("csharp", { filename: "C:\\build\\7\\Shop.cs" }), ["shop.cs"]);
});

test("a frame's own platform counts before the event's", () => {
  const fields = { function: "Shop.pay", platform: "javascript" };
  assert.deepEqual(counted("java", fields), ["pay"]);
});

test("addresses of scripts do not count: they differ from server to server", () => {
  for (const absPath of ["https://cdn-3.example.org/a.js", "blob:http://x/1", "http://x/a.js"]) {
    assert.deepEqual(js({ absPath, filename: "/a.js", function: "pay" }), ["pay"]);
  }
  assert.deepEqual(js({ filename: "https://example.org/a.js", function: "pay" }), ["pay"]);
  assert.deepEqual(js({ absPath: "file:///a/main.js", filename: "main.js" }), ["main.js"]);
  assert.deepEqual(js({ filename: "app:///src/main.js?v=7", function: "pay" }), ["main.js", "pay"]);
});

test("a module that is a part of the address does not count", () => {
  const fields = { absPath: "https://example.org/shop/cart", module: "shop/cart", function: "f" };
  assert.deepEqual(js(fields), ["f"]);
});

test("browsers' spellings of one function are one", () => {
  for (const name of ["pay", "Cart.pay", "Object.pay", "shop.Cart.pay"]) {
    assert.deepEqual(js({ function: name }), ["pay"]);
  }
  for (const name of ["<anonymous>", "Anonymous function", "init/<", "?"]) {
    assert.deepEqual(js({ function: name, module: "cart" }), ["cart"]);
  }
});

test("frames that only some browsers show do not count", () => {
  assert.deepEqual(js({ function: "forEach", filename: "[native code]" }), []);
  assert.deepEqual(js({ function: "eval", module: "cart" }), []);
  assert.deepEqual(js({ absPath: "<anonymous>", function: "f" }), []);
});

test("with a source map the line counts in place of the function, whose name is a guess", () => {
  const fields = { module: "cart", function: "n", contextLine: "  total += price;" };
  assert.deepEqual(js({ ...fields, sourceMapped: true }), ["cart", "total += price;"]);
  assert.deepEqual(js({ ...fields, sourceMapped: false }), ["cart", "n", "total += price;"]);
  assert.deepEqual(js({ module: "cart", function: "n", sourceMapped: true }), ["cart", "n"]);
});

test("source lines count without their indentation, where they can be trusted", () => {
  const contextLine = "\treturn  a +\tb";
  assert.deepEqual(counted("python", { contextLine }), ["return a + b"]);
  assert.deepEqual(counted("java", { contextLine }), []);
  assert.deepEqual(counted("python", { contextLine: "x".repeat(121) }), []);
  assert.deepEqual(js({ absPath: "http://example.org/", contextLine }), []);
});

test("Ruby's blocks and compiled templates lose where they are", () => {
  assert.deepEqual(counted("ruby", { function: "block (2 levels) in pay" }), ["block"]);
  assert.deepEqual(counted("ruby", { function: "_app_views_cart_erb__1234567_89012" }), [
    "_app_views_cart_erb",
  ]);
});

test("PHP's anonymous classes lose path and address", () => {
  const names = {
    "class@anonymous/srv/a.php0x7190ad3c35cf::run": ["run"],
    "App\\Job@anonymous/srv/a.php:12$3f::run": ["App\\Job@anonymous::run"],
    "[Anonymous function]": [],
    "App\\Cart::pay": ["App\\Cart::pay"],
  };
  for (const [name, values] of Object.entries(names)) {
    assert.deepEqual(counted("php", { function: name }), values);
  }
});

test("Java's generated classes lose their numbers, and lambdas do not count", () => {
  const modules = {
    "shop.Cart$$EnhancerBySpringCGLIB$$1ebdddb0": "shop.Cart$$EnhancerBySpringCGLIB$$<auto>",
    "shop.Cart$$FastClassBySpringCGLIB$$1ebdddb0": "shop.Cart$$FastClassBySpringCGLIB$$<auto>",
    "shop.Cart$$SpringCGLIB$$0": "shop.Cart$$SpringCGLIB$$<auto>",
    "shop.Cart_$$_javassist_seam_74": "shop.Cart_$$_javassist<auto>",
    "shop.Cart$HibernateProxy$oRWxjAWT": "shop.Cart$HibernateProxy$<auto>",
    "shop.Cart$EnhancerByGuice$ae46b1bf$FastClassByGuice$caceacd2":
      "shop.Cart$EnhancerByGuice$<auto>$FastClassByGuice$<auto>",
    "sun.reflect.GeneratedMethodAccessor17": "sun.reflect.GeneratedMethodAccessor",
    "jdk.internal.reflect.GeneratedConstructorAccessor17":
      "jdk.internal.reflect.GeneratedConstructorAccessor<auto>",
    shop$fn__1234: "shop$fn__<auto>",
  };
  for (const [module, value] of Object.entries(modules)) {
    assert.deepEqual(counted("java", { module }), [value]);
  }
  assert.deepEqual(counted("java", { module: "shop.Cart$$Lambda$14/0x0000000800066840" }), []);
  assert.deepEqual(counted("java", { module: "shop.Cart", function: "lambda$pay$0" }), [
    "shop.Cart",
  ]);
  assert.deepEqual(counted("java", { filename: "Cart_$$_javassist_7.java" }), [
    "cart_$$_javassist<auto>.java",
  ]);
});

test("native functions count by their bare names, unless a server has shortened them already", () => {
  assert.deepEqual(counted("native", { function: "void shop::pay<int>(int)" }), ["shop::pay<T>"]);
  const shortened = { function: "pay<int>", rawFunction: "void pay<int>(int)" };
  assert.deepEqual(counted("native", shortened), ["pay<int>"]);
  assert.deepEqual(counted("cocoa", { function: "<redacted>" }), []);
});
