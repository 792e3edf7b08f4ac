import { isUnusuallyQuiet } from "../domain/index.ts";
import type { Senders } from "../intake/index.ts";

/** A source that fell silent. Times in milliseconds since 1970. */
export interface Silent {
  readonly source: string;
  readonly since: number;
  readonly reason: string;
}

interface SilenceWatchDeps {
  readonly senders: Senders;
  readonly everyMs: number;
  readonly now: () => number;
  readonly log: (level: "info" | "warn", source: string, message: string) => void;
}

const minuteMs = 60_000;

/** Notices sources that deliver by webhook and are quieter than their own week explains, with an API or without. */
export class SilenceWatch {
  readonly #deps: SilenceWatchDeps;
  readonly #silent = new Map<string, Silent>();
  readonly #timer: NodeJS.Timeout | null;

  constructor(deps: SilenceWatchDeps) {
    this.#deps = deps;
    const { everyMs } = deps;
    this.#timer = everyMs === 0 ? null : setInterval(() => this.look(), everyMs).unref();
  }

  /** The sources that are silent now. */
  get silent(): readonly Silent[] {
    return [...this.#silent.values()];
  }

  /** Looks at every source once. */
  look(): void {
    const { senders, now, log } = this.#deps;
    for (const source of new Set(senders.list(now()).map((each) => each.source))) {
      const { lastAt, hours } = senders.traffic(source, now());
      const quietMs = now() - lastAt;
      const before = this.#silent.get(source);
      if (!isUnusuallyQuiet({ hours, quietMs })) {
        if (before !== undefined) log("info", source, "The source is heard again.");
        this.#silent.delete(source);
      } else if (before === undefined) {
        const minutes = Math.round(quietMs / minuteMs);
        const reason = `No webhook has come for ${minutes} minutes, which is unusual for this source: look whether its integration, its alert rules and this collector's address are as they were (collector doctor).`;
        this.#silent.set(source, { source, since: now(), reason });
        log("warn", source, reason);
      }
    }
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}
