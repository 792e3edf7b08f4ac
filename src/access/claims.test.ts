import assert from "node:assert/strict";
import { test } from "node:test";
import { grantedBy } from "./claims.ts";

const roles = [
  { value: "admins", role: "administrator", projects: null },
  { value: "*", role: "viewer", projects: ["web"] },
] as const;

test("the first rule that fits gives the role, of a claim by name or by path, one value or several", () => {
  const cases: [string, object, string][] = [
    ["groups", { groups: ["x", "admins"] }, "administrator"],
    ["groups", { groups: "admins" }, "administrator"],
    ["groups", { groups: "not-admins" }, "viewer"],
    ["groups", {}, "viewer"],
    ["realm_access.roles", { realm_access: { roles: ["admins"] } }, "administrator"],
    ["https://example.org/roles", { "https://example.org/roles": ["admins"] }, "administrator"],
    ["realm_access.roles", { realm_access: null }, "viewer"],
    ["constructor.name", {}, "viewer"],
  ];
  for (const [claim, claims, role] of cases) {
    assert.equal(grantedBy({ ...claims }, { claim, roles })?.role, role, JSON.stringify(claims));
  }
  const strict = { claim: "groups", roles: roles.slice(0, 1) };
  assert.equal(grantedBy({ groups: ["x"] }, strict), null);
});
