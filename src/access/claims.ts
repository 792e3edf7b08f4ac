import type { Role } from "../domain/index.ts";

/** Who of the identity provider's gets which role: whoever has the value in the claim. */
export interface RoleRule {
  /** `*`: everybody whom the provider knows. */
  readonly value: string;
  readonly role: Role;
  /** null: everything. */
  readonly projects: readonly string[] | null;
}

/** What a claim gives: by the first rule that fits; null: nothing, so whoever has it is not let in. */
export function grantedBy(
  claims: Readonly<Record<string, unknown>>,
  { claim, roles }: { readonly claim: string; readonly roles: readonly RoleRule[] },
): Pick<RoleRule, "role" | "projects"> | null {
  const values = valuesOf(claims, claim);
  const rule = roles.find(({ value }) => value === "*" || values.includes(value));
  return rule === undefined ? null : { role: rule.role, projects: rule.projects };
}

/** A claim by its name, or by its path: Keycloak says `realm_access.roles`. */
function valuesOf(claims: Readonly<Record<string, unknown>>, claim: string): unknown[] {
  if (Object.hasOwn(claims, claim)) return [claims[claim]].flat();
  let value: unknown = claims;
  for (const name of claim.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
    value = (value as Record<string, unknown>)[name];
  }
  return [value].flat();
}
