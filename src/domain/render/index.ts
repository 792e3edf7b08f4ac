import type { ErrorFacts } from "../error.ts";
import { mainException } from "../stacktrace.ts";
import { renderDotnet } from "./dotnet.ts";
import type { RenderedException, RenderedThread, Renderer } from "./frames.ts";
import { renderGeneric } from "./generic.ts";
import { renderGo } from "./go.ts";
import { renderJava } from "./java.ts";
import { renderJavascript } from "./javascript.ts";
import { renderNative } from "./native.ts";
import { renderPhp } from "./php.ts";
import { renderPython } from "./python.ts";
import { renderRuby } from "./ruby.ts";

export { oldestFramesShown, type RenderedException, type RenderedThread } from "./frames.ts";

/** Sentry's platform names, each with the manner in which its traces are written. */
const renderers: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ["python", renderPython],
  ["javascript", renderJavascript],
  ["node", renderJavascript],
  ["java", renderJava],
  ["android", renderJava],
  ["kotlin", renderJava],
  ["groovy", renderJava],
  ["go", renderGo],
  ["php", renderPhp],
  ["ruby", renderRuby],
  ["csharp", renderDotnet],
  ["dotnet", renderDotnet],
  ["native", renderNative],
  ["cocoa", renderNative],
  ["c", renderNative],
  ["objc", renderNative],
  ["swift", renderNative],
  ["rust", renderNative],
]);

/** File endings that tell the manner where the payload names no platform. */
const endings: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ["py", renderPython],
  ["js", renderJavascript],
  ["mjs", renderJavascript],
  ["cjs", renderJavascript],
  ["jsx", renderJavascript],
  ["ts", renderJavascript],
  ["tsx", renderJavascript],
  ["java", renderJava],
  ["kt", renderJava],
  ["go", renderGo],
  ["php", renderPhp],
  ["rb", renderRuby],
  ["cs", renderDotnet],
]);

/**
 * The trace as text, in the manner of its platform; null when there are no frames, since the text
 * would only repeat the message. Bounded by `errorLimits.frames` a trace and `stacktraceChars` in all.
 */
export function renderStacktrace(
  error: Pick<ErrorFacts, "exceptions" | "mainExceptionId" | "threads" | "platform">,
): string | null {
  const chain = chainOf(error);
  return chain === null ? null : rendererOf(error.platform, chain)(chain);
}

function chainOf(
  error: Pick<ErrorFacts, "exceptions" | "mainExceptionId" | "threads">,
): readonly RenderedException[] | null {
  const { exceptions, threads } = error;
  if (exceptions.some((exception) => exception.frames.length > 0)) return exceptions;
  const thread = threadToShow(threads);
  if (thread === null) return null;
  const main = mainException(exceptions, error.mainExceptionId);
  return [
    {
      type: main?.type ?? null,
      value: main?.value ?? null,
      module: main?.module ?? null,
      mechanism: main?.mechanism ?? null,
      frames: thread.frames,
      framesOmitted: thread.framesOmitted ?? 0,
    },
  ];
}

/** The thread that crashed, else the one that was running when the error was captured. */
function threadToShow(threads: readonly RenderedThread[]): RenderedThread | null {
  const framed = threads.filter((thread) => thread.frames.length > 0);
  return framed.find((thread) => thread.crashed) ?? framed.find((thread) => thread.current) ?? null;
}

function rendererOf(platform: string, chain: readonly RenderedException[]): Renderer {
  return renderers.get(platform) ?? rendererByFrames(chain) ?? renderGeneric;
}

function rendererByFrames(chain: readonly RenderedException[]): Renderer | undefined {
  const frame = chain.findLast((exception) => exception.frames.length > 0)?.frames.at(-1);
  if (frame === undefined) return undefined;
  const file = frame.filename ?? frame.absPath ?? "";
  return renderers.get(frame.platform ?? "") ?? endings.get(file.slice(file.lastIndexOf(".") + 1));
}
