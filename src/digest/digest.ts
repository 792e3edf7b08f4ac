import {
  type ArchivedDelivery,
  type ItemOutcome,
  messageOf,
  type ProjectFilter,
  type Reading,
} from "../domain/index.ts";
import { type ArchiveReader, type Ledger, type Records, storageTrouble } from "../store/index.ts";
import { parseBody, readDelivery } from "../wire/index.ts";
import { recordAll, timestampOf } from "./record/index.ts";

export interface DigestDeps {
  readonly records: Records;
  readonly archive: ArchiveReader;
  readonly filter: ProjectFilter;
  /** Told of each delivery that could not be digested, for the log. */
  readonly onFailed: (deliveryId: number, reason: string) => void;
}

/** A delivery and what it says, or why it could not be read. */
interface Read {
  readonly delivery: ArchivedDelivery;
  readonly readings: readonly Reading[] | null;
  readonly reason: string | null;
}

const reasonCharsMax = 500;

/**
 * Archive → meaning, in batches: read → group → record, with the outcome of every delivery in the
 * transaction that records what it meant.
 */
export class Digest {
  readonly #deps: DigestDeps;
  #ledger: Ledger;

  constructor(deps: DigestDeps) {
    this.#deps = deps;
    this.#ledger = deps.records.createLedger();
  }

  /**
   * Digests what follows the cursor, up to the delivery `idMax`. Returns how many deliveries it took; 0 when nothing waits. Throws
   * only when the storage is in trouble: nothing of the batch was written then.
   */
  batch(limits: { countMax: number; bytesMax: number; idMax: number }): number {
    const { archive, records } = this.#deps;
    const deliveries = archive.after(records.cursor(), limits);
    const newest = deliveries.at(-1);
    if (newest === undefined) return 0;
    this.#commit(deliveries.map(readOne), newest.id);
    return deliveries.length;
  }

  /** Marks the delivery after the cursor as failed without looking at it: reading it killed the digest. */
  condemn(reason: string): void {
    const { archive, records } = this.#deps;
    const [delivery] = archive.after(records.cursor(), {
      countMax: 1,
      bytesMax: 1,
      idMax: Number.MAX_SAFE_INTEGER,
    });
    if (delivery !== undefined) this.#commit([{ delivery, readings: null, reason }], delivery.id);
  }

  /**
   * Does again what failed, and renews the readable columns of what was digested. Returns the outcome's
   * new state, or null when the delivery waits for its first digest or is not in the archive.
   */
  redigest(deliveryId: number): "digested" | "ignored" | "failed" | null {
    const { archive, records } = this.#deps;
    const delivery = archive.get(deliveryId);
    const before = records.outcome(deliveryId);
    if (delivery === null || before === null) return null;
    const read = readOne(delivery);
    if (before === "failed") this.#commit([read], null);
    else this.#renew(read);
    return records.outcome(deliveryId);
  }

  /** One transaction for all; where that fails, one for each, so that only the guilty one fails. */
  #commit(batch: readonly Read[], cursor: number | null): void {
    try {
      this.#attempt(batch, cursor);
    } catch (thrown) {
      this.#ledger = this.#deps.records.createLedger();
      if (storageTrouble(thrown) !== null) throw thrown;
      this.#commitApart(batch, cursor, thrown);
    }
  }

  #commitApart(batch: readonly Read[], cursor: number | null, thrown: unknown): void {
    const [only] = batch;
    if (batch.length > 1) {
      for (const one of batch) this.#commit([one], cursor === null ? null : one.delivery.id);
    } else if (only !== undefined && only.readings !== null) {
      this.#commit([{ ...only, readings: null, reason: messageOf(thrown) }], cursor);
    } else {
      throw thrown;
    }
  }

  #attempt(batch: readonly Read[], cursor: number | null): void {
    const failures: { id: number; reason: string }[] = [];
    this.#deps.records.commit(this.#ledger, cursor, () => {
      for (const read of batch) {
        const outcome = this.#record(read);
        if (outcome.state === "failed") {
          failures.push({ id: read.delivery.id, reason: outcome.reason ?? "" });
        }
        this.#ledger.outcomes.push(outcome);
      }
    });
    for (const { id, reason } of failures) this.#deps.onFailed(id, reason);
  }

  #record({ delivery, readings, reason }: Read) {
    if (readings === null) return failedOutcome(delivery.id, reason ?? "unknown");
    const items = recordAll(readings, {
      ledger: this.#ledger,
      filter: this.#deps.filter,
      delivery,
    });
    return outcomeOf(delivery.id, items);
  }

  #renew({ delivery, readings }: Read): void {
    const { records } = this.#deps;
    if (readings === null) return;
    const errors = records.errorsOfDelivery(delivery.id);
    readings.forEach((reading, item) => {
      const errorId = errors.get(item);
      if (errorId === undefined || (reading.what !== "error" && reading.what !== "alert")) return;
      records.renew(errorId, reading.error, timestampOf(reading.error, { delivery }));
    });
  }
}

function readOne(delivery: ArchivedDelivery): Read {
  try {
    const parsed = parseBody(delivery.body);
    if (!parsed.ok) return { delivery, readings: null, reason: parsed.reason };
    const { headers, receivedAt } = delivery;
    const readings = readDelivery({ headers, payload: parsed.payload, receivedAt });
    return { delivery, readings, reason: null };
  } catch (thrown) {
    return { delivery, readings: null, reason: messageOf(thrown) };
  }
}

function failedOutcome(deliveryId: number, reason: string) {
  const cut = reason.slice(0, reasonCharsMax);
  return { deliveryId, state: "failed" as const, reason: cut, errorId: null, items: null };
}

/** A delivery is digested when any of its items is, and ignored when all of them are. */
function outcomeOf(deliveryId: number, items: readonly ItemOutcome[]) {
  const [first] = items;
  if (first === undefined) {
    const reason = "It says nothing that is collected.";
    return { deliveryId, state: "ignored" as const, reason, errorId: null, items: null };
  }
  if (items.length === 1) return { deliveryId, ...first, items: null };
  const state = items.some((item) => item.state === "digested")
    ? ("digested" as const)
    : ("ignored" as const);
  const errorId = items.find((item) => item.errorId !== null)?.errorId ?? null;
  const told = items.filter((item) => item.state === "digested").length;
  return { deliveryId, state, reason: `${told} of ${items.length} items`, errorId, items };
}
