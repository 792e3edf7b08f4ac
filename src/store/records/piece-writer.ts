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
    for (const [id, change] of pieces.traceRefs) {
      if (change !== 0 && !fresh.has(id) && this.#countTrace(id, change) <= 0) {
        this.#statements.run("delete from traces where id = ?", id);
        this.#drop(id, pieces);
      }
    }
    for (const [id, change] of pieces.wordsRefs) {
      if (change !== 0 && !fresh.has(id) && this.#countWords(id, change) <= 0) {
        this.#drop(id, pieces);
      }
    }
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

  /** Returns how many errors refer to the trace now. */
  #countTrace(id: number, change: number): number {
    return (
      this.#statements.number(
        "update traces set refs = refs + ? where id = ? returning refs as n",
        change,
        id,
      ) ?? 0
    );
  }

  /** Returns how many errors say these words now. */
  #countWords(id: number, change: number): number {
    const before =
      this.#statements.number("select refs as n from shared_words where id = ?", id) ?? 1;
    const refs = before + change;
    if (refs > 1) this.#shareWords(id, refs);
    else if (before > 1) this.#statements.run("delete from shared_words where id = ?", id);
    return refs;
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
