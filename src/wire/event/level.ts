import type { Level } from "../../domain/index.ts";

const names: ReadonlyMap<string, Level> = new Map<string, Level>([
  ["fatal", "fatal"],
  ["critical", "fatal"],
  ["error", "error"],
  ["warning", "warning"],
  ["warn", "warning"],
  ["info", "info"],
  ["log", "info"],
  ["notice", "info"],
  ["debug", "debug"],
  ["trace", "debug"],
]);

/**
 * A level from its name or from Python's number for it (10 debug to 50 fatal). Null when there is
 * none; a name that nobody knows is `error`, as in Sentry (relay-event-schema).
 */
export function readLevel(value: unknown): Level | null {
  if (typeof value === "number") return fromNumber(value);
  if (typeof value !== "string" || value === "") return null;
  const level = names.get(value) ?? names.get(value.trim().toLowerCase());
  if (level !== undefined) return level;
  return /^\d{1,3}$/.test(value) ? fromNumber(Number(value)) : "error";
}

function fromNumber(value: number): Level {
  if (value >= 50) return "fatal";
  if (value >= 40) return "error";
  if (value >= 30) return "warning";
  if (value >= 20) return "info";
  return value >= 10 ? "debug" : "error";
}
