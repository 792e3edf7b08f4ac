import type { Frame } from "../../stacktrace.ts";
import { nativeName } from "./native-name.ts";
import { type Family, familyOf } from "./platform.ts";

/**
 * What kind of call it is, as far as rules ask for it: of the operating system, a standard library, a
 * window system, a driver …
 */
export type Category =
  | "system"
  | "std"
  | "ui"
  | "runtime"
  | "av"
  | "internals"
  | "threadbase"
  | "malloc"
  | "indirection"
  | "dtor"
  | "shutdown"
  | "handler"
  | "throw"
  | "driver"
  | "free"
  | "gl"
  | "telemetry"
  | "load"
  | "lock"
  | "framework";

/** A frame as the rules look at it. They change its category and whether it counts. */
export interface Call {
  readonly frame: Frame;
  readonly platform: string;
  readonly family: Family;
  /** The function's name, shortened where its platform writes whole signatures. */
  readonly name: string | null;
  /** Where the code lies: the whole path, or what is known of it. */
  readonly origin: string | null;
  /** For rules: lower case, with slashes. */
  readonly path: string | null;
  /** For rules: lower case, with slashes. */
  readonly package: string | null;
  category: Category | null;
  /** Is it the application's own code? */
  inApp: boolean;
  /** Set by rules: it does not count, whosever code it is. */
  isNoise: boolean;
}

/** Looks at frames, oldest call first. `platform` is the event's: a frame may name another. */
export function readCalls(frames: readonly Frame[], platform: string): Call[] {
  return frames.map((frame) => readCall(frame, frame.platform ?? platform));
}

function readCall(frame: Frame, platform: string): Call {
  const family = familyOf(platform);
  const origin = frame.absPath ?? frame.filename;
  return {
    frame,
    platform,
    family,
    name: nameOf(frame, platform, family),
    origin,
    path: origin === null ? null : pathOf(origin),
    package: frame.package === null ? null : pathOf(frame.package),
    category: null,
    inApp: frame.inApp === true,
    isNoise: false,
  };
}

/** A server that shortened the name already has put the whole one into `rawFunction`. */
function nameOf(frame: Frame, platform: string, family: Family): string | null {
  const { function: name, rawFunction } = frame;
  if (name === null || rawFunction !== null) return name ?? rawFunction;
  if (family === "native") return nativeName(name, platform);
  // Unity writes `Class.Method (arguments)`.
  return platform === "csharp" ? (name.split(" (", 1)[0] ?? name) : name;
}

function pathOf(text: string): string {
  return text.toLowerCase().replaceAll("\\", "/");
}
