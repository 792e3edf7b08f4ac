import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { cpus, totalmem } from "node:os";

// What the kernel says of processes and of the machine. Every figure is null where it does not say
// (there is no /proc but on Linux).

/** Ticks of the kernel's accounting in a second, on every Linux that Node runs on. */
const ticksPerSecond = 100;
const memoryFileSystem = 0x01021994;

/** Bytes of memory that a process holds now. */
export function residentBytes(pid: number): number | null {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}

/** Seconds of CPU that a process has used, all its threads together. */
export function cpuSeconds(pid: number): number | null {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The name, which may hold anything, ends at the last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isNaN(ticks) ? null : ticks / ticksPerSecond;
}

/** Seconds of CPU that the whole machine has used, whoever used them. */
export function machineCpuSeconds(): number | null {
  const line = /^cpu +(.+)$/m.exec(readOrEmpty("/proc/stat"))?.[1];
  if (line === undefined) return null;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(" ")
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond;
}

/** What the figures were measured on. */
export async function describeMachine(folder: string) {
  const { type, bavail, bsize } = await statfs(folder);
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
    memoryBytes: totalmem(),
    node: process.version,
    diskFreeBytes: bavail * bsize,
    /** In memory an fsync costs nothing: such figures say nothing of a disk. */
    diskIsMemory: type === memoryFileSystem,
  };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
