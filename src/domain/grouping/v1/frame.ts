import type { Call } from "./call.ts";
import { functionValue, isBrowsersOwn } from "./function-name.ts";
import { javaFilename, javaModule } from "./java-name.ts";
import type { Part } from "./part.ts";

/** Platforms that send the source, in a form that can be trusted. */
const sourcePlatforms = new Set(["javascript", "node", "python", "php", "ruby"]);
const lineCharsMax = 120;

/**
 * What counts of one call: its module or else its file, its function, its source line. Never the
 * number of a line. Null when nothing of it counts.
 */
export function framePart(call: Call): Part | null {
  if (isBrowsersOwn(call)) return null;
  const line = sourceLine(call);
  const place = moduleValue(call) ?? filenameValue(call);
  const values = [place, functionValue(call, line !== null), line].filter(
    (value) => value !== null,
  );
  return values.length === 0 ? null : { kind: "frame", values };
}

/** Where a page or a script was loaded from differs from one browser, user or server to the next. */
export function isAddress(origin: string | null, files: "addresses" | "no addresses"): boolean {
  if (origin === null) return false;
  if (/^(?:https?|applewebdata|blob):/.test(origin)) return true;
  return files === "addresses" && origin.startsWith("file:");
}

function moduleValue({ frame, origin, platform }: Call): string | null {
  const { module } = frame;
  if (module === null) return null;
  if (platform === "java") return javaModule(module);
  // A part of the address that was taken for a module.
  const isOfAddress =
    platform === "javascript" && module.includes("/") && origin?.endsWith(module) === true;
  return isOfAddress ? null : module;
}

/** The file's bare name: the folders differ between machines and builds. */
function filenameValue({ frame, origin, platform }: Call): string | null {
  if (frame.filename === null || isAddress(origin, "no addresses")) return null;
  const path = frame.filename.includes("://")
    ? frame.filename.replace(/[?#].*$/s, "")
    : frame.filename;
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const value = name.toLowerCase();
  if (value === "" || value === "<anonymous>" || value === "[native code]") return null;
  return platform === "java" ? javaFilename(value) : value;
}

/** The source line, where it can be trusted: not that of minified code, nor of the page itself. */
function sourceLine({ frame, origin, platform, family }: Call): string | null {
  const { contextLine } = frame;
  if (contextLine === null || !sourcePlatforms.has(platform)) return null;
  if (contextLine.length > lineCharsMax) return null;
  const isOfPage =
    family === "javascript" && frame.function === null && isAddress(origin, "addresses");
  return isOfPage ? null : contextLine.trim().replace(/\s+/g, " ") || null;
}
