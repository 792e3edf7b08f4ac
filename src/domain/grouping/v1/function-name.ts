import type { Call } from "./call.ts";

/** What engines call a function that has no name. */
const nameless = new Set(["?", "<anonymous function>", "<anonymous>", "Anonymous function"]);

/**
 * The function's name as it counts, without what differs between runs, builds and browsers. Null when
 * it says nothing. `lineCounts` tells that the source line counts too.
 */
export function functionValue(call: Call, lineCounts: boolean): string | null {
  const name = call.name;
  if (name === null || name === "") return null;
  if (call.family === "native") return isUnknown(name) ? null : name;
  if (call.family === "javascript") return javascriptName(call, name, lineCounts);
  switch (call.platform) {
    case "ruby":
      return rubyName(name);
    case "php":
      return phpName(name);
    case "java":
      return name.startsWith("lambda$") ? null : name;
    case "csharp":
      return call.frame.rawFunction ?? call.frame.function;
    default:
      return name;
  }
}

/** Frames of JavaScript that some browsers show and others do not. */
export function isBrowsersOwn(call: Call): boolean {
  if (call.family !== "javascript") return false;
  const { rawFunction, function: name } = call.frame;
  if (lastOf(rawFunction ?? name ?? "", ".") === "eval") return true;
  return /^(?:\[native code\]|native code|eval code|<anonymous>)$/.test(call.origin ?? "");
}

function isUnknown(name: string): boolean {
  return name === "<redacted>" || name === "<unknown>";
}

/** `Object.foo` and `Foo.foo` are one function as two browsers see it. */
function javascriptName(call: Call, name: string, lineCounts: boolean): string | null {
  // With a source map the name is a guess, and the line is sure.
  if (call.frame.sourceMapped && lineCounts) return null;
  const shown = lastOf(call.frame.rawFunction ?? name, ".");
  // Firefox names a nameless function by where it is made: `init/<`.
  if (shown === "" || nameless.has(shown) || shown.endsWith("/<")) return null;
  return lastOf(name, ".") || null;
}

/** Blocks carry where they are; compiled templates a number: `_app_views_x_erb__123_456`. */
function rubyName(name: string): string {
  return name.startsWith("block ") ? "block" : name.replace(/__\d{4,}_\d{4,}$/, "");
}

/** Anonymous classes carry the path and an address: `class@anonymous/srv/x.php0x7f1c::run`. */
function phpName(name: string): string | null {
  if (name.startsWith("[Anonymous")) return null;
  const at = name.indexOf("@anonymous");
  if (at < 0) return name;
  const method = lastOf(name, "::");
  if (method === name) return name.slice(0, at + "@anonymous".length);
  return name.startsWith("class@") ? method : `${name.slice(0, at)}@anonymous::${method}`;
}

function lastOf(text: string, separator: string): string {
  const at = text.lastIndexOf(separator);
  return at < 0 ? text : text.slice(at + separator.length);
}
