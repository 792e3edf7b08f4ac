import type { IdentityRef, LedgerSource } from "./entries.ts";

const nameOf = ({ projectId, eventId }: IdentityRef): string => `${projectId} ${eventId}`;

/** Which error an event of a batch is, over what the store knows. */
export class IdentityBook {
  readonly #source: Pick<LedgerSource, "identity" | "identities">;
  /** Null: known not to be stored. */
  readonly #known = new Map<string, number | null>();

  constructor(source: Pick<LedgerSource, "identity" | "identities">) {
    this.#source = source;
  }

  clear(): void {
    this.#known.clear();
  }

  /** The id of the error that an event is already, or null. */
  find(ref: IdentityRef): number | null {
    const known = this.#known.get(nameOf(ref));
    return known === undefined ? this.#source.identity(ref) : known;
  }

  add(ref: IdentityRef, errorId: number): void {
    this.#known.set(nameOf(ref), errorId);
  }

  /** Reads at once what is about to be asked. */
  foresee(refs: readonly IdentityRef[]): void {
    const unknown = refs.filter((ref) => !this.#known.has(nameOf(ref)));
    const ids = this.#source.identities(unknown);
    unknown.forEach((ref, at) => {
      this.#known.set(nameOf(ref), ids[at] ?? null);
    });
  }
}
