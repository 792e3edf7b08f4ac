import {
  type ArchivedDelivery,
  type ItemOutcome,
  messageOf,
  type ProjectFilter,
  type Reading,
  type Scrub,
} from "../domain/index.ts";
import { type Order, perform, type Result } from "../manage/index.ts";
import { type ArchiveReader, type Ledger, type Records, storageTrouble } from "../store/index.ts";
import { parseBody, readDelivery } from "../wire/index.ts";
import { questionsOf, recordAll, timestampOf, together } from "./record/index.ts";

export interface DigestDeps {
  readonly records: Records;
  readonly archive: ArchiveReader;
  readonly filter: ProjectFilter;
  /** What nobody should read is not stored. */
  readonly scrub: Scrub;
  /** Told of each delivery that could not be digested, for the log. */
  readonly onFailed: (deliveryId: number, reason: string) => void;
}

/** How much one batch takes: bytes are those of bodies. */
export interface BatchLimits {
  readonly countMax: number;
  readonly bytesMax: number;
  /** The newest delivery that it may take. */
  readonly idMax: number;
}

/** A delivery and what it says, or why it could not be read. */
interface Read {
  readonly delivery: ArchivedDelivery;
  readonly readings: readonly Reading[] | null;
  readonly reason: string | null;
}

const reasonCharsMax = 500;
/** Their payloads are in memory together: how many, and bytes of their bodies unless one alone has more. */
const foreseenAtOnce = 250;
const foreseenBytesMax = 2 * 1024 * 1024;

/**
 * Archive → meaning, in batches: read → group → record, with the outcome of every delivery in the
 * transaction that records what it meant.
 */
export class Digest {
  readonly #deps: DigestDeps;
  #ledger: Ledger;
  /** What the ledger was read at; null: it is of no use, since what it holds was not written. */
  #generation: number | null;

  constructor(deps: DigestDeps) {
    this.#deps = deps;
    this.#ledger = deps.records.createLedger();
    this.#generation = deps.records.turns.generation;
  }

  /** Runs `work` while no other collector records; what others recorded meanwhile is known to it. */
  alone<T>(work: () => T): T {
    const { records } = this.#deps;
    return records.turns.alone(() => {
      if (records.turns.generation !== this.#generation) this.#renewLedger();
      return work();
    });
  }

  /** Throws where the storage is in trouble: whoever comes next does it then. */
  #renewLedger(): void {
    const { records } = this.#deps;
    this.#generation = null;
    this.#ledger = records.createLedger();
    this.#generation = records.turns.generation;
  }

  /**
   * Digests what follows the cursor, up to the delivery `idMax`. Returns how many deliveries it took; 0
   * when nothing waits. Throws only when the storage is in trouble: nothing of the batch was written then.
   */
  batch(limits: BatchLimits): number {
    return this.alone(() => this.#batch(limits));
  }

  #batch(limits: BatchLimits): number {
    const from = this.#deps.records.cursor();
    try {
      return this.#attempt(this.#readAfter(from, limits), { moves: true });
    } catch (thrown) {
      this.#startOver(thrown);
      return this.#eachApart(from, limits);
    }
  }

  /** Marks the delivery after the cursor as failed without looking at it: reading it killed the digest. */
  condemn(reason: string): void {
    this.alone(() => this.#condemn(reason));
  }

  #condemn(reason: string): void {
    const { archive, records } = this.#deps;
    const next = { countMax: 1, bytesMax: 1, idMax: Number.MAX_SAFE_INTEGER };
    for (const delivery of archive.after(records.cursor(), next)) {
      this.#attempt([{ delivery, readings: null, reason }], { moves: true });
    }
  }

  /** Carries out a command in a transaction of its own. Throws what `perform` throws: nothing is written then. */
  perform(order: Order): Result {
    const { scrub } = this.#deps;
    return this.change((ledger) => perform(order, { ledger, scrub }));
  }

  /** Does something in a transaction of its own. Throws what is thrown there: nothing is written then. */
  change<T>(work: (ledger: Ledger) => T): T {
    return this.alone(() => this.#change(work));
  }

  #change<T>(work: (ledger: Ledger) => T): T {
    const results: T[] = [];
    this.#commit(() => {
      results.push(work(this.#ledger));
      return null;
    });
    return results[0] as T;
  }

  /** One transaction. Whatever it throws, the ledger holds then what was not written, and is of no use. */
  #commit(decide: Parameters<Records["commit"]>[1]): void {
    try {
      this.#deps.records.commit(this.#ledger, decide);
    } catch (thrown) {
      this.#generation = null;
      throw thrown;
    }
  }

  /**
   * Does again what failed, and renews the readable columns of what was digested. Returns the outcome's
   * new state, or null when the delivery waits for its first digest or is not in the archive.
   */
  redigest(deliveryId: number): "digested" | "ignored" | "failed" | null {
    return this.alone(() => this.#redigest(deliveryId));
  }

  #redigest(deliveryId: number): "digested" | "ignored" | "failed" | null {
    const { archive, records } = this.#deps;
    const delivery = archive.get(deliveryId);
    const before = records.outcome(deliveryId);
    if (delivery === null || before === null) return null;
    if (records.retained.isDoomed(deliveryId)) return null;
    const read = readOne(delivery);
    if (before === "failed") this.#commitOne(read, { moves: false });
    else this.#renew(read);
    return records.outcome(deliveryId);
  }

  /** One delivery is read after the other, so that its payload can go before the next one comes. */
  *#readAfter(id: number, limits: BatchLimits): Generator<Read, void, void> {
    for (const delivery of this.#deps.archive.after(id, limits)) yield readOne(delivery);
  }

  /** A transaction for each, where one for all failed, so that only the guilty one fails. */
  #eachApart(from: number, limits: BatchLimits): number {
    let cursor = from;
    let taken = 0;
    while (taken < limits.countMax) {
      const [next] = this.#readAfter(cursor, { ...limits, countMax: 1 });
      if (next === undefined) break;
      this.#commitOne(next, { moves: true });
      cursor = next.delivery.id;
      taken += 1;
    }
    return taken;
  }

  #commitOne(read: Read, cursor: { moves: boolean }): void {
    try {
      this.#attempt([read], cursor);
    } catch (thrown) {
      this.#startOver(thrown);
      if (read.readings === null) throw thrown;
      this.#attempt([{ ...read, readings: null, reason: messageOf(thrown) }], cursor);
    }
  }

  /** Takes another ledger after a transaction that failed. Trouble with the storage is thrown on. */
  #startOver(thrown: unknown): void {
    if (storageTrouble(thrown) !== null) throw thrown;
    this.#renewLedger();
  }

  /** One transaction for all of them. Returns how many there were. */
  #attempt(reads: Iterable<Read>, { moves }: { moves: boolean }): number {
    const failures: { id: number; reason: string }[] = [];
    let taken = 0;
    this.#commit(() => {
      let cursor: number | null = null;
      for (const read of this.#foreseen(reads)) {
        const outcome = this.#record(read);
        if (outcome.state === "failed") {
          failures.push({ id: read.delivery.id, reason: outcome.reason ?? "" });
        }
        this.#ledger.outcomes.push(outcome);
        cursor = read.delivery.id;
        taken += 1;
      }
      return moves && cursor !== null ? { of: "digest", cursor } : null;
    });
    for (const { id, reason } of failures) this.#deps.onFailed(id, reason);
    return taken;
  }

  /** The same deliveries, after what they are going to ask of a database that is far was asked at once. */
  *#foreseen(reads: Iterable<Read>): Generator<Read, void, void> {
    if (!this.#deps.records.isFar) {
      yield* reads;
      return;
    }
    for (const some of inGroups(reads)) {
      const asked = some.map(({ delivery, readings }) =>
        questionsOf(readings ?? [], this.#context(delivery)),
      );
      this.#ledger.foresee(together(asked));
      yield* some;
    }
  }

  #record({ delivery, readings, reason }: Read) {
    if (readings === null) return failedOutcome(delivery.id, reason ?? "unknown");
    return outcomeOf(delivery.id, recordAll(readings, this.#context(delivery)));
  }

  #context(delivery: ArchivedDelivery) {
    const { filter, scrub } = this.#deps;
    return { ledger: this.#ledger, filter, scrub, delivery };
  }

  #slugOf(errorId: number): string {
    const known = this.#ledger.knownError(errorId);
    return (known === null ? null : this.#ledger.projects.byId(known.projectId))?.slug ?? "";
  }

  #renew({ delivery, readings }: Read): void {
    const { records, scrub } = this.#deps;
    if (readings === null) return;
    const errors = records.errorsOfDelivery(delivery.id);
    this.#commit(() => {
      readings.forEach((reading, item) => {
        const errorId = errors.get(item);
        if (errorId === undefined) return;
        if (reading.what !== "error" && reading.what !== "alert") return;
        this.#ledger.renewError(errorId, scrub.stored(reading.error, this.#slugOf(errorId)), {
          timestamp: timestampOf(reading.error, { delivery }),
          source: delivery.source,
        });
      });
      return null;
    });
  }
}

function* inGroups(reads: Iterable<Read>): Generator<Read[], void, void> {
  let group: Read[] = [];
  let bytes = 0;
  for (const read of reads) {
    group.push(read);
    bytes += read.delivery.body.byteLength;
    if (group.length < foreseenAtOnce && bytes < foreseenBytesMax) continue;
    yield group;
    [group, bytes] = [[], 0];
  }
  if (group.length > 0) yield group;
}

function readOne(delivery: ArchivedDelivery): Read {
  if (delivery.damage !== null) return { delivery, readings: null, reason: delivery.damage };
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
