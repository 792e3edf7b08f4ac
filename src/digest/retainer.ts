import { doomedMax, type Removed, type Retention } from "../manage/index.ts";
import type { DeletedDeliveries, Ledger, Records } from "../store/index.ts";

/** What a run of retention removed. */
export interface RetainedRun extends DeletedDeliveries {
  readonly removed: Removed;
}

export interface RetainerDeps {
  readonly retention: Pick<Retention, "step" | "startedAt">;
  readonly retained: Records["retained"];
  readonly transact: <T>(work: (ledger: Ledger) => T) => T;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Asks for deliveries to be deleted from the archive; `answered` is told. */
  readonly deleteDeliveries: (ids: readonly number[]) => void;
  /** Told at the end of a run that removed something. */
  readonly onRun: (run: RetainedRun) => void;
}

const runEveryMs = 60_000;
/** Readers keep what was written from the file for a moment, and a full disk for longer. */
const againMs = 200;
const deletedAtOnce = 500;

/**
 * Lets retention work between two batches, and has the archive delete the deliveries that it dooms: never
 * before what errors.db says of them is on the disk, and what is known of them goes last. Whatever is cut
 * off is found in `doomed_deliveries` and done again.
 */
export class Retainer {
  readonly #deps: RetainerDeps;
  #nextRunAt = 0;
  #nextDeleteAt = 0;
  #asked: readonly number[] = [];
  #answers: (() => void)[] = [];
  #ended: Removed | null = null;
  #deleted: DeletedDeliveries = { deliveries: 0, bytes: 0 };

  constructor(deps: RetainerDeps) {
    this.#deps = deps;
  }

  /** One small step. Returns after how many milliseconds the next one is due. */
  step(): number {
    for (const answer of this.#answers.splice(0)) answer();
    const { now, retained, retention, transact } = this.#deps;
    // What retention reads of an issue is to be all there.
    if (retained.moves.isPending()) {
      transact(() => retained.moves.step());
      return 0;
    }
    const doomed = retained.doomed(doomedMax);
    this.#delete(doomed);
    const at = now();
    if (this.#ended !== null && doomed.length === 0) this.#endRun(this.#ended);
    if (at < this.#nextRunAt) return doomed.length > 0 ? againMs : this.#nextRunAt - at;
    if (doomed.length >= doomedMax) return againMs;
    const ended = retention.step();
    if (ended === null) return 0;
    this.#ended = ended;
    this.#nextRunAt = at + runEveryMs;
    retained.giveBack();
    return againMs;
  }

  /** Puts off what failed. Returns after how many milliseconds it is tried again. */
  postpone(): number {
    this.#nextRunAt = this.#deps.now() + runEveryMs;
    return runEveryMs;
  }

  /** The deliveries that were asked for are gone, and that is on the disk; null: they could not be deleted. */
  answered(counts: DeletedDeliveries | null): void {
    if (counts === null) {
      this.#asked = [];
      this.#nextDeleteAt = this.#deps.now() + runEveryMs;
      return;
    }
    const ids = this.#asked;
    this.#answers.push(() => {
      const { retained, retention, transact } = this.#deps;
      transact(() => {
        retained.forgetDeliveries(ids);
        retained.note(retention.startedAt, { errors: 0, ...counts }, null);
      });
      this.#asked = [];
      this.#deleted = {
        deliveries: this.#deleted.deliveries + counts.deliveries,
        bytes: this.#deleted.bytes + counts.bytes,
      };
    });
  }

  #delete(doomed: readonly number[]): void {
    const { deleteDeliveries, now, retained } = this.#deps;
    const gathering = this.#ended === null && doomed.length < deletedAtOnce;
    if (this.#asked.length > 0 || doomed.length === 0 || gathering) return;
    if (now() < this.#nextDeleteAt) return;
    if (!retained.checkpoint()) {
      this.#nextDeleteAt = now() + againMs;
      return;
    }
    this.#asked = doomed.slice(0, deletedAtOnce);
    deleteDeliveries(this.#asked);
  }

  #endRun(removed: Removed): void {
    const counts = [...Object.values(removed), this.#deleted.deliveries];
    if (counts.some((count) => count > 0)) this.#deps.onRun({ removed, ...this.#deleted });
    this.#ended = null;
    this.#deleted = { deliveries: 0, bytes: 0 };
  }
}
