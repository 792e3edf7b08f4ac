import { hash } from "node:crypto";
import {
  type ErrorFacts,
  placeSaltOf,
  placeTextOf,
  traceTemplateOf,
  wordsTextOf,
} from "../../domain/index.ts";
import { Generations } from "../generations.ts";
import { piecesPerKeyMax } from "../pieces-of-keys.ts";
import type { KeyEntry } from "./entries.ts";

/**
 * A piece of text that errors of one grouping key share: a trace with its place, or what was said. Its id
 * begins with the key's, so that all pieces of a key lie together in the index of words.
 */
export interface NewPiece {
  readonly id: number;
  /** What searching finds it by. */
  readonly words: string;
  /** Null for a piece that is no trace. */
  readonly trace: NewTrace | null;
}

/** A trace is found again by its hash. */
export interface NewTrace {
  readonly keyId: number;
  readonly hash: string;
  readonly text: string | null;
}

const rememberedMax = 40_000;
const droppedMax = 10_000;
const hashChars = 16;

/**
 * Finds or makes the pieces of errors, and counts how many errors refer to each. Most errors say something
 * of their own, so what was said is shared with what was said recently only: an index to find all of it
 * again would cost every error more than it saved a few.
 */
export class Pieces {
  readonly #findTrace: (keyId: number, hash: string) => number | null;
  readonly #traces = new Generations<string, number>(rememberedMax);
  readonly #words = new Generations<string, number>(rememberedMax);
  readonly #dropped = new Set<number>();
  readonly created: NewPiece[] = [];
  /** Errors that came to refer to a piece (or ceased to) in this batch, by the piece's id. */
  readonly traceRefs = new Map<number, number>();
  readonly wordsRefs = new Map<number, number>();

  constructor(findTrace: (keyId: number, hash: string) => number | null) {
    this.#findTrace = findTrace;
  }

  begin(): void {
    this.created.length = 0;
    this.traceRefs.clear();
    this.wordsRefs.clear();
  }

  /** The trace of an error, with the words of its place. */
  traceOf(error: ErrorFacts, key: KeyEntry): number {
    const text = traceTemplateOf(error);
    const name = hashOf(text ?? "", placeSaltOf(error));
    return this.#take(this.#traces, `${key.id} ${name}`, () => {
      // A key of which nothing was kept yet is not asked for.
      const known = key.nextPiece === 0 ? null : this.#findTrace(key.id, name);
      if (known !== null) return known;
      return this.#create(key, placeTextOf(error), { keyId: key.id, hash: name, text });
    });
  }

  /** What an error says. */
  wordsOf(error: ErrorFacts, key: KeyEntry): number {
    const words = wordsTextOf(error);
    return this.#take(this.#words, `${key.id} ${hashOf(words)}`, () =>
      this.#create(key, words, null),
    );
  }

  /** One error more, or fewer, has this trace and says these words. */
  refer({ traceId, wordsId }: { traceId: number; wordsId: number }, count: 1 | -1): void {
    this.traceRefs.set(traceId, (this.traceRefs.get(traceId) ?? 0) + count);
    this.wordsRefs.set(wordsId, (this.wordsRefs.get(wordsId) ?? 0) + count);
  }

  /** A piece is gone: what comes next is kept anew. */
  forget(id: number): void {
    if (this.#dropped.size >= droppedMax) {
      for (const kept of [this.#traces, this.#words, this.#dropped]) kept.clear();
    }
    this.#dropped.add(id);
  }

  #take(remembered: Generations<string, number>, name: string, make: () => number): number {
    const kept = remembered.get(name);
    if (kept !== undefined && !this.#dropped.has(kept)) return kept;
    const id = make();
    remembered.set(name, id);
    return id;
  }

  #create(key: KeyEntry, words: string, trace: NewTrace | null): number {
    const id = key.id * piecesPerKeyMax + key.nextPiece;
    key.nextPiece += 1;
    this.created.push({ id, words, trace });
    return id;
  }
}

function hashOf(...parts: readonly string[]): string {
  return hash("md5", parts.join("\u0000"), "base64url").slice(0, hashChars);
}
