import assert from "node:assert/strict";
import { test } from "node:test";
import { nativeName } from "./native-name.ts";

/** Symbols as debug files have them, each with its bare name. */
function check(platform: string, names: Readonly<Record<string, string>>): void {
  for (const [symbol, name] of Object.entries(names)) {
    assert.equal(nativeName(symbol, platform), name, symbol);
  }
}

test("C++ names lose return types, arguments, qualifiers and template parameters", () => {
  check("native", {
    "static void shop::pay<int>(char const*) const": "shop::pay<T>",
    "std::vector<std::pair<int, int>>::push_back(int&&)": "std::vector<T>::push_back",
    "unsigned int count": "count",
    "void `anonymous namespace'::run(int)": "`anonymous namespace'::run",
    "(anonymous namespace)::run(int)": "(anonymous namespace)::run",
    "?A0x1a2b3c4d::run": "`anonymous namespace'::run",
    "parse [clone .isra.0]": "parse",
    "start(void (*)(void)) const &": "start",
  });
});

test("operators keep their signs", () => {
  check("native", {
    "operator<<(std::ostream&, Item const&)": "operator<<",
    "Item::operator<(Item const&) const": "Item::operator<",
    "Item::operator()(int)": "Item::operator()",
    "Item::operator->()": "Item::operator->",
    "Item::operator== <int>": "Item::operator== <T>",
  });
});

test("lambdas are called alike, whichever compiler named them", () => {
  check("native", {
    "shop::run()::{lambda(int)#2}::operator()(int) const": "shop::run::lambda::operator()",
    "<lambda_0123456789abcdef0123456789abcdef>::operator()": "<lambda>::operator()",
    "shop::run()::$_3::operator()() const": "shop::run::lambda::operator()",
  });
});

test("Rust names lose their hash, and a trait's implementation keeps its type", () => {
  check("native", {
    "shop::pay::h0123456789abcdef": "shop::pay",
    "<shop::Cart as core::ops::Drop>::drop": "shop::Cart::drop",
    "<T as shop::Pay>::pay": "shop::Pay::pay",
  });
});

test("Swift names are those before the arrow, and closures say where they are", () => {
  check("cocoa", {
    "@objc Shop.pay(amount: Int) -> Bool": "Shop.pay",
    "Shop.pay(amount: Int) throws -> Bool": "Shop.pay",
    "closure #1 in Shop.pay": "closure in Shop.pay",
    "thunk for @escaping @callee_guaranteed () -> ()": "thunk for closure",
    "variable initialization expression of static Shop.rate": "initializer expression of Shop.rate",
  });
});

test("Objective-C messages and unknown names stay as they are", () => {
  check("cocoa", {
    "-[Shop pay:with:]": "-[Shop pay:with:]",
    "+[Shop shared]": "+[Shop shared]",
    "<redacted>": "<redacted>",
    "<unknown>": "<unknown>",
  });
});

test("markers of linkers are taken off", () => {
  check("native", { "memcpy@@GLIBC_2.14": "memcpy", "_pay@12": "_pay", "@pay@8": "pay" });
});

test("brackets that do not match leave something of a name", () => {
  for (const symbol of ["a(b", "a<b", "a)b", "a > b", "((((", "x]", "<a"]) {
    assert.ok(nativeName(symbol, "native").length > 0, symbol);
  }
});
