import { setTimeout as pause } from "node:timers/promises";
import { Failure, messageOf } from "../../domain/index.ts";
import type { Archive } from "../archive.ts";
import type { Place } from "./blocks.ts";
import { PackingHelper } from "./helper.ts";
import type { Window } from "./source.ts";

export interface PackerOptions {
  readonly archive: Archive;
  readonly archivePath: string;
  readonly now: () => number;
  /** Between two looks whether there is something to do, in milliseconds. */
  readonly intervalMs: number;
  /** Deliveries up to this id may be packed. */
  readonly digestedId: () => number;
  /** True while others need the machine more. */
  readonly isBusy: () => boolean;
  /** A pass stopped; the next one tries again. Not told again before one succeeded. */
  readonly onTrouble: (reason: string, cause: unknown) => void;
}

/** What a pass did. */
export interface Packed {
  readonly deliveries: number;
  readonly blocks: number;
  /** Blocks that were rewritten, dissolved or dropped, since deliveries were deleted from them. */
  readonly rewritten: number;
}

type Counts = { -readonly [Key in keyof Packed]: Packed[Key] };

/**
 * Fewer wait for more, unless they are large. Measured with alerts of 4 KiB in 32 lanes: a pass for every
 * 4096 leaves 266 bytes of each and takes 48 µs; one for every 512 leaves 440, since lanes are short and
 * many wait, and takes 361 µs, most of it to start the thread.
 */
const waitingMin = 4096;
const waitingBytesMin = 32 * 1024 * 1024;
/** Deliveries that are deleted one after the other cost a rewritten block together. */
const settleAfterMs = 20_000;
/** A damaged block that somebody refers to is looked at again after this: a backup may have come. */
const damagedAgainMs = 86_400_000;
/** Measured on alerts of 4 KiB: a piece of this many takes the writing thread less than a millisecond. */
const pointedTogether = 128;
const givenBackTogether = 32;
const pageBytes = 16_384;
/** Pages that stay for what comes next, beside as many as came since the last look. */
const sparePages = 256;
/** While something comes, as many as a pass frees stay too: they are soon written over. */
const sparePagesMax = waitingBytesMin / pageBytes;
const busyPauseMs = 100;
/** Of the time of the thread that serves the doors, at most. */
const writingShareMax = 0.1;

/**
 * Packs digested deliveries in the background, rewrites blocks that deliveries were deleted from, and
 * gives free pages back. What costs time is done by a thread of low priority; what is written is written
 * by the archive in small transactions. One pass at a time; a crash at any moment leaves nothing that a
 * later pass does not put right.
 */
export class Packer {
  readonly #options: PackerOptions;
  readonly #helper: PackingHelper;
  #timer: NodeJS.Timeout | null = null;
  #pass: Promise<unknown> = Promise.resolve();
  readonly #stopping = new AbortController();
  #inTrouble = false;
  /** Passes that must not wait until others need the machine less. */
  #hurried = 0;
  /** False for a file that was made without incremental vacuum: it keeps its pages for what comes. */
  #givesBack = true;
  #appendedAtLook = 0;
  #backgroundMs = 0;
  /** Before the first pass nobody knows how much waits. */
  #appendedAtPass = Number.NEGATIVE_INFINITY;

  constructor(options: PackerOptions) {
    this.#options = options;
    this.#helper = new PackingHelper(options.archivePath);
    this.#schedule();
  }

  /**
   * Packs all that may be packed, also where few wait, settles every block and gives all free pages back,
   * whatever else goes on. Rejects with what keeps it from that.
   */
  packNow(): Promise<Packed> {
    this.#hurried += 1;
    return this.#enqueue(true, 0).finally(() => {
      this.#hurried -= 1;
    });
  }

  /** Ends after the transaction in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#pass.catch(() => {});
    await this.#helper.close();
  }

  #schedule(): void {
    if (this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#look(), this.#options.intervalMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    try {
      const spare = this.#spare();
      if (this.#isDue(spare)) await this.#enqueue(false, spare);
      else if (this.#hurried === 0) await this.#helper.close();
      this.#inTrouble = false;
    } catch (thrown) {
      if (!this.#stopping.signal.aborted && !this.#inTrouble) {
        this.#options.onTrouble(`Deliveries are not packed: ${messageOf(thrown)}`, thrown);
      }
      this.#inTrouble = true;
    }
    this.#schedule();
  }

  /** Pages that were freed are soon written over while deliveries come, so more stay then. */
  #spare(): number {
    const { appendedBytes } = this.#options.archive.health();
    const appended = appendedBytes - this.#appendedAtLook;
    this.#appendedAtLook = appendedBytes;
    return appended === 0 ? sparePages : sparePagesMax + Math.ceil(appended / pageBytes);
  }

  #isDue(spare: number): boolean {
    const { archive, now, digestedId } = this.#options;
    return archive.look((looked) => {
      const waiting = digestedId() - looked.progress().cursor;
      const waitingBytes = archive.health().appendedBytes - this.#appendedAtPass;
      return (
        waiting >= waitingMin ||
        (waiting > 0 && waitingBytes >= waitingBytesMin) ||
        looked.hasUnsettled(now() - settleAfterMs) ||
        (this.#givesBack && looked.freePages() > spare)
      );
    });
  }

  #enqueue(all: boolean, spare: number): Promise<Packed> {
    const pass = this.#pass.catch(() => {}).then(() => this.#run(all, spare));
    this.#pass = pass;
    return pass;
  }

  async #run(all: boolean, spare: number): Promise<Packed> {
    const { archive, now } = this.#options;
    const counts: Counts = { deliveries: 0, blocks: 0, rewritten: 0 };
    this.#appendedAtPass = archive.health().appendedBytes;
    const until = now() - (all ? 0 : settleAfterMs);
    for (const blockId of await this.#helper.ask("unsettled", until)) {
      await this.#turn();
      if (await this.#settle(blockId)) counts.rewritten += 1;
    }
    await this.#packWindows(all, counts);
    await this.#giveBack(spare);
    return counts;
  }

  async #packWindows(all: boolean, counts: Counts): Promise<void> {
    const { archive, digestedId } = this.#options;
    const idMax = digestedId();
    let more = true;
    while (more) {
      await this.#turn();
      const progress = archive.look((looked) => looked.progress());
      const window = await this.#helper.ask("plan", { progress, idMax, all });
      await this.#packWindow(window, counts);
      more = window.more;
    }
  }

  /**
   * First all blocks are written, then the rows point to them in the order of their ids, whatever their
   * lane, so that each page of rows is written only once.
   */
  async #packWindow(window: Window, counts: Counts): Promise<void> {
    const { archive, now } = this.#options;
    const places: Place[] = [];
    const written = new Set<number>();
    for (const planned of window.blocks) {
      await this.#turn();
      const block = await this.#helper.ask("pack", planned);
      if (block === null) continue;
      const blockId = await archive.between((writer) => writer.add(block, now()));
      written.add(blockId);
      for (const id of block.ids) places.push({ id, blockId });
    }
    places.sort((a, b) => a.id - b.id);
    for (let next = 0; next < places.length; ) {
      await this.#turn();
      const some = places.slice(next, next + pointedTogether);
      const { taken, missing } = await archive.between((writer) => writer.point(some));
      next += taken;
      // They hold a delivery that was deleted meanwhile: to be settled.
      for (const blockId of missing) written.delete(blockId);
    }
    const { progress } = window;
    await archive.between((writer) => writer.finish({ blockIds: [...written], progress }));
    counts.deliveries += places.length;
    counts.blocks += written.size;
  }

  /** True when the block was rewritten, dissolved or dropped. */
  async #settle(blockId: number): Promise<boolean> {
    const { archive, now } = this.#options;
    const leftCount = archive.look((looked) => looked.progress().left.length);
    const review = await this.#helper.ask("review", { blockId, leftCount });
    return archive.between((writer) => {
      switch (review.what) {
        case "renew":
          return writer.renew(review.renewal);
        case "dissolve":
          return writer.dissolve(review.state, review.members);
        case "settle":
          writer.settle(review.state);
          return false;
        case "damaged":
          writer.postpone(blockId, now() + damagedAgainMs);
          return false;
        case "nothing":
          return false;
      }
    });
  }

  async #giveBack(spare: number): Promise<void> {
    const { archive } = this.#options;
    const freePages = () => archive.look((looked) => looked.freePages());
    for (let free = freePages(); free > spare; ) {
      await this.#turn();
      await archive.between((writer) => writer.giveBack(Math.min(givenBackTogether, free - spare)));
      const left = freePages();
      this.#givesBack = left < free;
      if (!this.#givesBack) return;
      free = left;
    }
  }

  /**
   * Before each piece of work: rests, so that what is written takes a bounded share of the doors' thread,
   * and waits while others need the machine. Rejects when it is to stop.
   */
  async #turn(): Promise<void> {
    const { backgroundMs } = this.#options.archive.health();
    const took = backgroundMs - this.#backgroundMs;
    this.#backgroundMs = backgroundMs;
    if (this.#hurried === 0) await this.#rest(took / writingShareMax - took);
    const { signal } = this.#stopping;
    while (this.#hurried === 0 && !signal.aborted && this.#options.isBusy()) {
      await this.#rest(busyPauseMs);
    }
    if (signal.aborted) throw new Failure("unavailable", "The packer is being stopped.");
  }

  async #rest(ms: number): Promise<void> {
    if (ms < 1) return;
    // Stopping ends the rest; whoever rests looks for it then.
    await pause(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => {});
  }
}
