import { errorLimits, type Thread } from "../error.ts";
import type { Exception, Frame } from "../stacktrace.ts";

/**
 * An exception as the renderers take it. The two further parts are optional, so that any Exception
 * can be rendered; the reader of events fills them where it knows them.
 */
export type RenderedException = Exception & {
  /** Frames that were left out between the oldest 50 and the newest 200. */
  readonly framesOmitted?: number;
  /** How this exception led to the next: Python's `__cause__` or `__context__`. */
  readonly source?: string | null;
};

/** A thread, likewise. */
export type RenderedThread = Thread & { readonly framesOmitted?: number };

/** Writes a chain of exceptions, innermost first as the wire lists them, as text. */
export type Renderer = (chain: readonly RenderedException[]) => string;

/** How many of the oldest frames are shown when there are too many; the rest are the newest. */
export const oldestFramesShown = 50;

/** Lines of text that stop growing at `errorLimits.stacktraceChars`, whatever is added. */
export class Lines {
  #text = "";

  add(line: string): void {
    if (this.#text.length > errorLimits.stacktraceChars) return;
    this.#text = this.#text === "" ? line : `${this.#text}\n${line}`;
  }

  toString(): string {
    return cutTrace(this.#text);
  }
}

/** Cuts at the limit, but never between the halves of a surrogate pair. */
function cutTrace(text: string): string {
  const limit = errorLimits.stacktraceChars;
  return text.length > limit ? text.slice(0, limit).toWellFormed() : text;
}

/** What a renderer does with frames: one call a frame, and one where frames were left out. */
export interface FrameWriter {
  readonly frame: (frame: Frame, index: number) => void;
  readonly gap: (omitted: number) => void;
}

/** Visits the frames from the oldest call to the newest, at most `errorLimits.frames` of them. */
export function oldestFirst(exception: RenderedException, write: FrameWriter): void {
  const { frames } = exception;
  const omitted = omittedOf(exception);
  const tailStart = tailStartOf(frames);
  for (let i = 0; i < frames.length; i++) {
    if (omitted > 0 && i === oldestFramesShown) {
      write.gap(omitted);
      i = tailStart;
    }
    write.frame(frames[i] as Frame, i);
  }
}

/** Visits the frames from the newest call to the oldest, at most `errorLimits.frames` of them. */
export function newestFirst(exception: RenderedException, write: FrameWriter): void {
  const { frames } = exception;
  const omitted = omittedOf(exception);
  const tailStart = tailStartOf(frames);
  for (let i = frames.length - 1, shown = 0; i >= 0; i--, shown++) {
    write.frame(frames[i] as Frame, shown);
    if (omitted > 0 && i === tailStart) {
      write.gap(omitted);
      i = oldestFramesShown;
    }
  }
}

function tailStartOf(frames: readonly Frame[]): number {
  const tail = errorLimits.frames - oldestFramesShown;
  return Math.max(oldestFramesShown, frames.length - tail);
}

function omittedOf(exception: RenderedException): number {
  return Math.max(0, exception.frames.length - errorLimits.frames) + (exception.framesOmitted ?? 0);
}

/** `3 frames left out`. */
export function gapText(omitted: number): string {
  return `${omitted} ${omitted === 1 ? "frame" : "frames"} left out`;
}

/** `Type: value`, or whichever of the two is known; null when neither is. */
export function headline(type: string | null, value: string | null): string | null {
  if (type === null) return value;
  return value === null || value === "" ? type : `${type}: ${value}`;
}

/** `file:line:column` with as much as is known; null when not even the file is. */
export function placeOf(frame: Frame): string | null {
  const file = frame.filename ?? frame.absPath;
  if (file === null) return null;
  if (frame.lineno === null) return file;
  return frame.colno === null
    ? `${file}:${frame.lineno}`
    : `${file}:${frame.lineno}:${frame.colno}`;
}

/** The source line of a frame without its indentation and line end; null when there is none. */
export function sourceLine(frame: Frame): string | null {
  const line = frame.contextLine?.trim() ?? "";
  return line === "" ? null : line;
}
