import { statfs } from "node:fs/promises";

const checkMs = 2000;

/** Watches how much room is left on the disk that the data lies on. */
export class DiskWatch {
  readonly #folder: string | null;
  readonly #freeBytesMin: number;
  readonly #timer: NodeJS.Timeout;
  #freeBytes: number | null = null;

  private constructor(folder: string | null, freeBytesMin: number) {
    this.#folder = folder;
    this.#freeBytesMin = freeBytesMin;
    this.#timer = setInterval(() => void this.#look(), checkMs);
    this.#timer.unref();
  }

  /** `folder`: null where nothing is kept on a disk of this machine. */
  static async start(folder: string | null, freeBytesMin: number): Promise<DiskWatch> {
    const watch = new DiskWatch(folder, freeBytesMin);
    await watch.#look();
    return watch;
  }

  /** Bytes, at the last look; null where the system does not say. */
  get freeBytes(): number | null {
    return this.#freeBytes;
  }

  /** Why nothing more can be taken, or null. */
  get trouble(): string | null {
    if (this.#freeBytes === null || this.#freeBytes >= this.#freeBytesMin) return null;
    return `The disk is full: ${this.#freeBytes} bytes are free, ${this.#freeBytesMin} must stay free (DISK_FREE_BYTES_MIN).`;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#folder === null) return;
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      this.#freeBytes = bavail * bsize;
    } catch {
      // Some file systems do not tell; a write that fails will.
      this.#freeBytes = null;
    }
  }
}
