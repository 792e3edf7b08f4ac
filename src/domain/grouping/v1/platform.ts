/** Platforms whose traces are alike: their rules and their spellings are shared. */
export type Family = "native" | "javascript" | "other";

const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ["native", "native"],
  ["cocoa", "native"],
  ["objc", "native"],
  ["swift", "native"],
  ["c", "native"],
  ["javascript", "javascript"],
  ["node", "javascript"],
]);

/** The family of a platform as SDKs name it. */
export function familyOf(platform: string): Family {
  return families.get(platform) ?? "other";
}
