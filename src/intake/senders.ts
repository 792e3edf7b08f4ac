import { type Family, hourOf, hourStart, type SignatureState } from "../domain/index.ts";

/** One delivery, as far as it tells who sends. */
export interface Sent {
  readonly source: string;
  readonly family: Family;
  readonly signature: SignatureState;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** One kind of sender of one source. Times in milliseconds since 1970. */
export interface SenderTally {
  readonly source: string;
  readonly family: Family;
  readonly lastAt: number;
  readonly lastSignature: SignatureState;
  /** Deliveries that were kept in this hour and the 23 before. */
  readonly count24h: number;
}

interface Kept {
  lastAt: number;
  lastSignature: SignatureState;
  /** By whole hours since 1970. */
  readonly hours: Map<number, number>;
}

const hoursTold = 24;
/** A week is what silence is measured by. */
const hoursKept = 7 * 24;

/**
 * Who sent lately, in memory: some dozen numbers for each kind of sender, of which there are few. Nothing
 * of it is stored, since the archive tells it again after a start.
 */
export class Senders {
  readonly #kept = new Map<string, { sent: Pick<Sent, "source" | "family">; kept: Kept }>();
  /** From when on it is complete, in milliseconds since 1970. */
  readonly since: number;

  /** `newest`: what the archive knows of the newest deliveries; `complete`: older ones there are not. */
  constructor(newest: readonly Sent[], { complete, now }: { complete: boolean; now: number }) {
    const dayAgo = hourStart(hourOf(now) - hoursTold + 1);
    const oldest = newest.reduce((min, { receivedAt }) => Math.min(min, receivedAt), now);
    this.since = complete ? dayAgo : Math.max(dayAgo, oldest);
    for (const sent of newest) this.note(sent, { counts: true });
  }

  /** Something arrived. A repetition tells that its sender is there, and does not count. */
  note({ source, family, signature, receivedAt }: Sent, { counts }: { counts: boolean }): void {
    const key = `${source} ${family}`;
    const known = this.#kept.get(key)?.kept;
    const kept = known ?? { lastAt: receivedAt, lastSignature: signature, hours: new Map() };
    if (known === undefined) this.#kept.set(key, { sent: { source, family }, kept });
    if (receivedAt >= kept.lastAt) {
      kept.lastAt = receivedAt;
      kept.lastSignature = signature;
    }
    if (!counts) return;
    const hour = hourOf(receivedAt);
    const before = kept.hours.get(hour);
    kept.hours.set(hour, (before ?? 0) + 1);
    if (before === undefined) forgetBefore(kept.hours, hour - hoursKept);
  }

  /**
   * When a source delivered last, and how much in each whole hour before this one, the oldest first; it
   * begins with the first hour that is known. `lastAt` is 0 for a source that never did.
   */
  traffic(source: string, now: number): { readonly lastAt: number; readonly hours: number[] } {
    const kept = [...this.#kept.values()].filter(({ sent }) => sent.source === source);
    const counts = kept.map((each) => each.kept.hours);
    const known = counts.flatMap((hours) => [...hours.keys()]);
    const to = hourOf(now);
    const hours: number[] = [];
    for (let hour = Math.max(Math.min(to, ...known), to - hoursKept); hour < to; hour += 1) {
      hours.push(counts.reduce((sum, each) => sum + (each.get(hour) ?? 0), 0));
    }
    return { lastAt: Math.max(0, ...kept.map((each) => each.kept.lastAt)), hours };
  }

  /** All of them, the one that sent last first. */
  list(now: number): readonly SenderTally[] {
    const first = hourOf(now) - hoursTold + 1;
    return [...this.#kept.values()]
      .map(({ sent, kept: { lastAt, lastSignature, hours } }) => ({
        ...sent,
        lastAt,
        lastSignature,
        count24h: [...hours].reduce((sum, [hour, n]) => (hour >= first ? sum + n : sum), 0),
      }))
      .toSorted((one, other) => other.lastAt - one.lastAt);
  }
}

function forgetBefore(hours: Map<number, number>, first: number): void {
  for (const hour of hours.keys()) if (hour < first) hours.delete(hour);
}
