import type { NewPiece, Pieces } from "./pieces.ts";
import type { Statements } from "./statements.ts";

/**
 * Writes the pieces of text of a batch, with how many errors refer to each. Everything here runs within a
 * transaction of its caller.
 */
export class PieceWriter {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  write(pieces: Pieces): void {
    const fresh = new Set<number>();
    // In ascending order, since the index of words flushes what it has gathered when an id goes back.
    for (const piece of pieces.created.toSorted((one, other) => one.id - other.id)) {
      fresh.add(piece.id);
      this.#writeNew(piece, pieces);
    }
    const changed = (refs: ReadonlyMap<number, number>) =>
      [...refs].filter(([id, change]) => change !== 0 && !fresh.has(id));
    this.#countTraces(changed(pieces.traceRefs), pieces);
    this.#countWords(changed(pieces.wordsRefs), pieces);
  }

  /** What no error refers to at the end of its own batch is not written at all. */
  #writeNew({ id, words, trace }: NewPiece, pieces: Pieces): void {
    const refs = (trace === null ? pieces.wordsRefs : pieces.traceRefs).get(id) ?? 0;
    if (refs <= 0) {
      pieces.forget(id);
      return;
    }
    const text = this.#statements.dialect.indexedText(words);
    this.#statements.run("insert into search_text (rowid, text) values (?, ?)", id, text);
    if (trace === null) this.#shareWords(id, refs);
    else {
      const { keyId, hash, text } = trace;
      this.#statements.run(
        "insert into traces values (?, ?, ?, ?, ?)",
        id,
        keyId,
        hash,
        refs,
        text,
      );
    }
  }

  /** Traces to which more errors refer now, or fewer. */
  #countTraces(changes: readonly (readonly [id: number, change: number])[], pieces: Pieces): void {
    const refs = this.#statements.numbers(
      "update traces set refs = refs + ? where id = ? returning refs as n",
      changes.map(([id, change]) => [change, id]),
    );
    changes.forEach(([id], at) => {
      if ((refs[at] ?? 0) > 0) return;
      this.#statements.run("delete from traces where id = ?", id);
      this.#drop(id, pieces);
    });
  }

  /** Words that more errors say now, or fewer. */
  #countWords(changes: readonly (readonly [id: number, change: number])[], pieces: Pieces): void {
    const stored = this.#statements.numbers(
      "select refs as n from shared_words where id = ?",
      changes.map(([id]) => [id]),
    );
    changes.forEach(([id, change], at) => {
      const before = stored[at] ?? 1;
      const refs = before + change;
      if (refs > 1) this.#shareWords(id, refs);
      else if (before > 1) this.#statements.run("delete from shared_words where id = ?", id);
      if (refs <= 0) this.#drop(id, pieces);
    });
  }

  /** Words of a single error have no row: most errors say something of their own. */
  #shareWords(id: number, refs: number): void {
    if (refs > 1) {
      this.#statements.run(
        "insert into shared_words values (?, ?) on conflict (id) do update set refs = excluded.refs",
        id,
        refs,
      );
    }
  }

  #drop(id: number, pieces: Pieces): void {
    this.#statements.run("delete from search_text where rowid = ?", id);
    pieces.forget(id);
  }
}
