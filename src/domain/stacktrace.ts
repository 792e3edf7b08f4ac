/** One call, as the SDK told of it. Unknown parts are null. */
export interface Frame {
  readonly filename: string | null;
  readonly absPath: string | null;
  readonly function: string | null;
  /** The function's name before a server shortened it; null where it did not. */
  readonly rawFunction: string | null;
  readonly module: string | null;
  readonly package: string | null;
  /** 1-based. */
  readonly lineno: number | null;
  /** 1-based. */
  readonly colno: number | null;
  readonly inApp: boolean | null;
  readonly contextLine: string | null;
  readonly preContext: readonly string[];
  readonly postContext: readonly string[];
  readonly vars: Readonly<Record<string, unknown>> | null;
  /** Native frames: hexadecimal text such as `0x7f3c`. */
  readonly instructionAddr: string | null;
  readonly platform: string | null;
  /** A source map told where it was: then the source line is sure, and the function's name a guess. */
  readonly sourceMapped: boolean;
}

export interface Mechanism {
  readonly type: string | null;
  readonly handled: boolean | null;
  /** True when the type is made up by the SDK (e.g. a signal): the crash frame says more. */
  readonly synthetic: boolean;
  /** Exception groups: this exception's number, its parent's, and whether it is a group. */
  readonly exceptionId: number | null;
  readonly parentId: number | null;
  readonly isExceptionGroup: boolean;
  /** Apple's NSError, which says more than the type that the SDK made of it. */
  readonly nsError: { readonly domain: string | null; readonly code: string | null } | null;
}

/** One exception of a chain. Frames run from the oldest call to the newest (the crash is last). */
export interface Exception {
  readonly type: string | null;
  readonly value: string | null;
  readonly module: string | null;
  readonly mechanism: Mechanism | null;
  readonly frames: readonly Frame[];
}

/**
 * The exception to show: chains are listed with the outermost last, so it is the last one,
 * unless the event names another (`main_exception_id`).
 */
export function mainException(
  exceptions: readonly Exception[],
  mainExceptionId: number | null = null,
): Exception | null {
  const named =
    mainExceptionId === null
      ? undefined
      : exceptions.find((exception) => exception.mechanism?.exceptionId === mainExceptionId);
  return named ?? exceptions.at(-1) ?? null;
}

/** The newest frame of the application itself, else the newest frame. */
export function crashFrame(exception: Exception | null): Frame | null {
  const frames = exception?.frames ?? [];
  return frames.findLast((frame) => frame.inApp === true) ?? frames.at(-1) ?? null;
}
