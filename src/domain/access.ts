/** What people may do, from the least to the most. */
export const roles = ["viewer", "member", "administrator"] as const;
export type Role = (typeof roles)[number];

/** How far a right goes; each holds those before it. */
export const accessLevels = ["read", "write", "admin"] as const;
export type AccessLevel = (typeof accessLevels)[number];

const levelOfRole: Readonly<Record<Role, AccessLevel>> = {
  viewer: "read",
  member: "write",
  administrator: "admin",
};

export function accessLevelOf(role: Role): AccessLevel {
  return levelOfRole[role];
}

/** What somebody was given: how far it goes, and where. */
export interface Grant {
  readonly level: AccessLevel;
  /** Slugs of the projects that it is limited to; null: everything. */
  readonly projects: readonly string[] | null;
}

/**
 * Who calls. `local`: trusted because it calls from this machine and nobody has an account yet;
 * `open`: anybody, since ACCESS=open; the others proved who they are.
 */
export interface AccessCaller extends Grant {
  readonly kind: "local" | "open" | "account" | "token";
  /** Tells callers of a kind apart; empty where there is only one. */
  readonly id: string;
  /** A mail address, or a token's name; null where nobody said who it is. */
  readonly name: string | null;
}

/** Whether a right goes as far as another. */
export function reaches(have: AccessLevel, need: AccessLevel): boolean {
  return accessLevels.indexOf(have) >= accessLevels.indexOf(need);
}

/** Whether one may pass a grant on: it goes nowhere where the giver does not. */
export function covers(giver: Grant, given: Grant): boolean {
  if (!reaches(giver.level, given.level)) return false;
  if (giver.projects === null) return true;
  const within = new Set(giver.projects);
  return given.projects?.every((slug) => within.has(slug)) ?? false;
}
