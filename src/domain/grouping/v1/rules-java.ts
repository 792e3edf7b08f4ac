import { type Rule, rule, type Says } from "./rule.ts";

// What is known of Java, Kotlin, Scala and Android, by the names of their packages. Facts of
// getsentry/sentry's built-in rules (newstyle@2023-01-11).

const is = (category: Says["category"] & string): Says => ({ category });
const notOurs: Says = { inApp: false };

/** What kind of call it is. The last that holds counts. */
export const javaCategories: readonly Rule[] = [
  rule(
    {
      module: ["dalvik.system.*", "com.android.*", "com.lenovo.lsf.*", "com.lenovo.payplus.*"],
    },
    is("system"),
  ),
  rule(
    {
      module: [
        "java.*",
        "com.google.crypto.*",
        "com.google.android.*",
        "javax.crypto.*",
        "androidx.*",
        "android.*",
      ],
    },
    is("std"),
  ),
  rule({ module: ["android.os.*"] }, is("system")),
  rule(
    {
      module: [
        "android.view.*",
        "android.text.*",
        "android.widget.*",
        "android.app.Dialog",
        "androidx.*.widget.*",
        "com.google.android.material.*",
      ],
    },
    is("ui"),
  ),
  rule({ category: "ui", name: ["handleMessage", "run"] }, is("indirection")),
  rule({ module: ["android.os.AsyncTask*", "android.os.*"], name: ["call"] }, is("threadbase")),
  rule(
    { module: ["java.util.concurrent.ThreadPoolExecutor*"], name: ["runWorker"] },
    is("threadbase"),
  ),
  rule({ module: ["android.app.ActivityThread"], name: ["main"] }, is("threadbase")),
  rule({ module: ["android.view.View"], name: ["layout"] }, is("threadbase")),
  rule({ module: ["android.os.Looper"], name: ["loop"] }, is("threadbase")),
  rule(
    { module: ["android.os.Handler"], name: ["dispatchMessage", "handleCallback"] },
    is("threadbase"),
  ),
  rule({ module: ["android.app.ActivityThread*"], name: ["handleMessage"] }, is("threadbase")),
  rule(
    { module: ["java.lang.reflect.*", "androidx.work.impl.utils.ForceStopRunnable"] },
    is("indirection"),
  ),
  rule({ module: ["java.lang.Class"], name: ["getMethod"] }, is("indirection")),
  rule({ module: ["cn.gundam.sdk.*", "com.lenovo.payplus.analytics.*"] }, is("telemetry")),
  rule({ module: ["java.lang.System"], name: ["loadLibrary"] }, is("load")),
  rule({ module: ["java.lang.Runtime"], name: ["loadLibrary*"] }, is("load")),
];

/** Libraries, and the SDK itself. */
export const javaLibraries: readonly Rule[] = [
  rule(
    {
      module: [
        "akka.*",
        "com.fasterxml.*",
        "com.microsoft.*",
        "com.sun.*",
        "feign.*",
        "io.opentelemetry.*",
        "io.sentry.*",
        "jdk.*",
        "oauth.*",
        "org.apache.*",
        "org.glassfish.*",
        "org.jboss.*",
        "org.jdesktop.*",
        "org.postgresql.*",
        "org.springframework.*",
        "org.web3j.*",
        "reactor.core.*",
        "scala.*",
        "sun.*",
      ],
    },
    is("framework"),
  ),
  rule({ module: ["io.sentry.*"] }, { noise: true }),
  rule({ category: "framework" }, notOurs),
  rule({ module: ["kotlin.*", "kotlinx.*", "io.ktor.*", "io.netty.*"] }, notOurs),
];
