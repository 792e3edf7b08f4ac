import { parameterise } from "./parameterise.ts";

/**
 * The first two lines of a text that say something, with what differs between occurrences replaced:
 * `User <int> not found`. "" for a text that says nothing.
 */
export function normaliseMessage(text: string): string {
  const whole = text.trim();
  const lines = whole.split(/[\r\n\v\f\x85\u2028\u2029]+/, 64);
  const first = lines.filter((line) => line.trim() !== "").slice(0, 2);
  const shown = first.join("\n");
  return parameterise(shown === whole ? shown : `${shown}...`);
}
