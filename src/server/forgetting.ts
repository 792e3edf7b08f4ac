import type { DigestRunner, Forgotten } from "../digest/index.ts";
import { Failure, personFrom } from "../domain/index.ts";
import type { Keeper, Packer } from "../store/index.ts";
import type { Deletions } from "./deletions.ts";

export interface ForgettingDeps {
  readonly digest: Pick<DigestRunner, "forget" | "reached">;
  readonly archive: Pick<Keeper, "deleteDeliveries" | "health">;
  readonly packer: Pick<Packer, "packNow">;
  readonly deletions: Deletions;
  /** How long what was answered may take to be digested, in milliseconds. */
  readonly waitMs: number;
}

/** Forgets people: what is known of them goes, then the bytes that told of them, blocks rewritten at once. */
export class Forgetting {
  readonly #deps: ForgettingDeps;
  #runs = false;

  constructor(deps: ForgettingDeps) {
    this.#deps = deps;
  }

  /** Resolves when nothing is left. Rejects with `unavailable` while another one is forgotten, or a backup is made. */
  async forget(user: string): Promise<Forgotten> {
    if (this.#runs) {
      throw new Failure(
        "unavailable",
        "Somebody else is being forgotten: ask again when that is done.",
      );
    }
    this.#runs = true;
    try {
      return await this.#forget(user);
    } finally {
      this.#runs = false;
    }
  }

  async #forget(user: string): Promise<Forgotten> {
    const { digest, archive, packer, deletions, waitMs } = this.#deps;
    await digest.reached(archive.health().newestId, waitMs);
    const { forgotten, doomed } = await digest.forget(personFrom(user));
    await deletions.run(() => archive.deleteDeliveries(doomed));
    await packer.packNow();
    return forgotten;
  }
}
