import type { Category } from "./call.ts";
import { type Rule, rule, type Says } from "./rule.ts";
import { javaCategories, javaLibraries } from "./rules-java.ts";
import { nativeCategories, nativeLeftovers, nativeOwners } from "./rules-native.ts";

// What everybody's programs have in common: the libraries that they are built of, and which calls say
// nothing of an error. SDKs mark most of it themselves; this is on top.

const notOurs: Says = { inApp: false };
const noise: Says = { inApp: false, noise: true };
const internals: Says = { category: "internals" };

/** A call of one kind that was made by a call of another says nothing more. */
const within = (caller: Category, ...categories: readonly Category[]): Rule[] =>
  categories.map((category) => rule({ category, caller: { category: caller } }, internals));

/** What the machine has installed, for every language. */
const installed = rule(
  { path: ["/usr/local/lib/**", "/usr/local/Cellar/**", "**/.local/share/**"] },
  notOurs,
);

/** Dart and Flutter: their SDK, their packages, and Sentry's own. */
const dart: readonly Rule[] = [
  rule({ family: "javascript", path: ["org-dartlang-sdk:///**"] }, noise),
  rule({ family: "javascript", module: ["*/packages/flutter/*", "packages/flutter/*"] }, notOurs),
  rule(
    {
      path: [
        "package:sentry/**",
        "package:sentry_flutter/**",
        "package:sentry_logging/**",
        "package:sentry_dio/**",
        "package:sentry_file/**",
        "package:sentry_hive/**",
        "package:sentry_isar/**",
        "package:sentry_sqflite/**",
        "package:sentry_drift/**",
      ],
    },
    noise,
  ),
  rule({ path: ["package:sentry_link/**", "package:sentry_firebase_remote_config/**"] }, notOurs),
];

/** Only the first call into graphics, sound or memory counts, not how it is done there. */
const nested: readonly Rule[] = [
  rule({ category: "driver", callee: { category: "driver" } }, internals),
  ...within("gl", "gl"),
  ...within("av", "av"),
  ...within("malloc", "malloc"),
  rule({ category: "throw", caller: { name: "_purecall" } }, internals),
  ...within("throw", "throw"),
];

/** What the system does on its own account, below a call that was made to it. */
const wedged: readonly Rule[] = [
  rule(
    { category: "system", caller: { notCategory: "system" }, callee: { notCategory: "system" } },
    { category: "indirection" },
  ),
  ...within("free", "system"),
  ...within("system", "system"),
  ...within("std", "system", "std"),
  ...within("ui", "ui", "system"),
  ...within("internals", "system", "ui"),
  ...within("load", "system", "load"),
  ...within("throw", "system"),
  ...within("runtime", "system", "runtime"),
  ...within("dtor", "dtor"),
];

/** Which kinds of call do not count. Order is of no matter here. */
const quiet: readonly Rule[] = [
  rule({ category: "throw" }, { callees: { noise: true } }),
  rule({ category: "threadbase" }, { noise: true, callers: { noise: true } }),
  rule({ category: "handler" }, { noise: true, callees: { noise: true } }),
  rule({ category: "telemetry" }, { noise: true }),
  rule({ category: "indirection" }, { noise: true }),
  rule({ category: "internals" }, { noise: true }),
];

/** Libraries, by where package managers put them. */
const libraries: readonly Rule[] = [
  rule(
    {
      path: [
        "**/vendor/**",
        "**/site-packages/**",
        "**/dist-packages/**",
        "**/node_modules/**",
        "**https://unpkg.com/**",
        "**https://cdnjs.cloudflare.com/**",
        "**https://cdn.jsdelivr.net/**",
        "**https://esm.run/**",
        "**/go/pkg/mod/**",
      ],
    },
    notOurs,
  ),
  rule({ module: ["unpkg/*"] }, notOurs),
  rule({ family: "javascript", name: ["reportError"] }, { ...notOurs, callees: { inApp: false } }),
  rule({ module: ["@babel/*", "core-js/*", "regenerator-runtime/*", "tslib/*"] }, noise),
  rule({ family: "javascript", name: ["_callSuper"] }, noise),
  rule(
    {
      name: [
        "runMicrotasks",
        "queueMicrotask",
        "processTicksAndRejections",
        "runNextTicks",
        "nextTick",
      ],
    },
    noise,
  ),
  // multiprocessing makes up a module whose one line differs from process to process.
  rule({ name: ["<module>"], callee: { name: "spawn_main" } }, { noise: true }),
];

/** Others that watch the program: they only stand in between. */
const watchers: readonly Rule[] = [
  rule({ module: ["newrelic"] }, noise),
  rule({ path: ["**/*newrelic*/**", "**/*LogRocket*/**"] }, noise),
];

/** All rules, in the order in which they are applied. Frozen with version 1. */
export const rules: readonly Rule[] = [
  ...nativeOwners,
  installed,
  ...dart,
  ...nativeCategories,
  ...javaCategories,
  ...nested,
  rule({ category: "system" }, notOurs),
  ...quiet,
  ...nativeLeftovers,
  ...wedged,
  ...libraries,
  ...javaLibraries,
  ...watchers,
];
