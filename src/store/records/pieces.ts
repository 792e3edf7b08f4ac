import { hash } from "node:crypto";
import {
  type ErrorFacts,
  placeSaltOf,
  placeTextOf,
  traceTemplateOf,
  wordsTextOf,
} from "../../domain/index.ts";
import { piecesPerKeyMax } from "../pieces-of-keys.ts";
import type { KeyEntry } from "./entries.ts";
import { Generations } from "./generations.ts";

/**
 * A piece of text that errors of one grouping key share: a trace with its place, or what was said. Its id
 * begins with the key's, so that all pieces of a key lie together in the index of words.
 */
export interface NewPiece {
  readonly id: number;
  readonly keyId: number;
  readonly hash: string;
  /** What searching finds it by. */
  readonly words: string;
  /** Undefined for a piece that is no trace. */
  readonly trace: string | null | undefined;
}

const rememberedMax = 40_000;
const droppedMax = 10_000;
const hashChars = 16;

/** Finds or makes the pieces of errors, and counts how many errors refer to each. */
export class Pieces {
  readonly #find: (keyId: number, hash: string) => number | null;
  readonly #traces = new Generations<string, number>(rememberedMax);
  readonly #words = new Generations<string, number>(rememberedMax);
  readonly created: NewPiece[] = [];
  readonly #dropped = new Set<number>();
  /** Errors that came to refer to a piece (or ceased to) in this batch, by the piece's id. */
  readonly refs = new Map<number, number>();

  constructor(find: (keyId: number, hash: string) => number | null) {
    this.#find = find;
  }

  begin(): void {
    this.created.length = 0;
    this.refs.clear();
  }

  /** The trace of an error, with the words of its place. */
  traceOf(error: ErrorFacts, key: KeyEntry): number {
    const template = traceTemplateOf(error);
    const name = hashOf("t", template ?? "", placeSaltOf(error));
    return this.#take(this.#traces, key, name, () => ({
      words: placeTextOf(error),
      trace: template,
    }));
  }

  /** What an error says. */
  wordsOf(error: ErrorFacts, key: KeyEntry): number {
    const words = wordsTextOf(error);
    return this.#take(this.#words, key, hashOf("w", words), () => ({ words, trace: undefined }));
  }

  refer(id: number, count: 1 | -1): void {
    this.refs.set(id, (this.refs.get(id) ?? 0) + count);
  }

  /** A piece is gone: what comes next is kept anew. */
  forget(id: number): void {
    if (this.#dropped.size >= droppedMax) {
      for (const kept of [this.#traces, this.#words, this.#dropped]) kept.clear();
    }
    this.#dropped.add(id);
  }

  #take(
    remembered: Generations<string, number>,
    key: KeyEntry,
    name: string,
    make: () => Pick<NewPiece, "words" | "trace">,
  ): number {
    const place = `${key.id} ${name}`;
    const kept = remembered.get(place);
    const isKept = kept !== undefined && !this.#dropped.has(kept);
    const known = isKept ? kept : this.#find(key.id, name);
    if (known !== null) {
      remembered.set(place, known);
      return known;
    }
    const id = key.id * piecesPerKeyMax + key.nextPiece;
    key.nextPiece += 1;
    remembered.set(place, id);
    this.created.push({ id, keyId: key.id, hash: name, ...make() });
    return id;
  }
}

function hashOf(...parts: readonly string[]): string {
  return hash("md5", parts.join("\u0000"), "base64url").slice(0, hashChars);
}
