import {
  type ErrorFacts,
  type Exception,
  type Frame,
  type Mechanism,
  untoldError,
} from "../../src/domain/index.ts";

/** A frame of which nothing is known but `fields`. */
export function frame(fields: Partial<Frame> = {}): Frame {
  return {
    filename: null,
    absPath: null,
    function: null,
    rawFunction: null,
    module: null,
    package: null,
    lineno: null,
    colno: null,
    inApp: null,
    contextLine: null,
    preContext: [],
    postContext: [],
    vars: null,
    instructionAddr: null,
    platform: null,
    sourceMapped: false,
    ...fields,
  };
}

/** An exception of which nothing is known but `fields`. */
export function thrown(fields: Partial<Exception> = {}): Exception {
  return { type: null, value: null, module: null, mechanism: null, frames: [], ...fields };
}

/** A mechanism of which nothing is known but `fields`. */
export function mechanism(fields: Partial<Mechanism> = {}): Mechanism {
  return {
    type: null,
    handled: null,
    synthetic: false,
    exceptionId: null,
    parentId: null,
    isExceptionGroup: false,
    nsError: null,
    ...fields,
  };
}

/** An error of which nothing is known but `fields`. */
export function anError(fields: Partial<ErrorFacts> = {}): ErrorFacts {
  return { ...untoldError("an error"), ...fields };
}
