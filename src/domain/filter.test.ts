import assert from "node:assert/strict";
import { test } from "node:test";
import { isForeignOrganization, type ProjectFilter, wantsProject } from "./filter.ts";
import { unknownProject } from "./project.ts";

const filter = (fields: Partial<ProjectFilter>): ProjectFilter => ({
  enabled: true,
  projects: ["web"],
  organization: null,
  ...fields,
});

test("a project is wanted by slug, by name or by id", () => {
  for (const wanted of ["web", "Web Shop", "42"]) {
    const ref = { slug: "web", name: "Web Shop", upstreamId: "42" };
    assert.equal(wantsProject(filter({ projects: [wanted] }), [ref]), true, wanted);
  }
});

test("case does not matter in slugs and names", () => {
  assert.equal(
    wantsProject(filter({ projects: ["WEB"] }), [{ ...unknownProject, slug: "web" }]),
    true,
  );
});

test("a project that is only similar is not wanted", () => {
  assert.equal(wantsProject(filter({}), [{ ...unknownProject, slug: "website" }]), false);
});

test("without an organization of ours none is foreign", () => {
  assert.equal(isForeignOrganization(filter({}), ["acme"]), false);
});

test("another slug is foreign, a number cannot be compared with a slug", () => {
  const ours = filter({ organization: "acme" });
  assert.equal(isForeignOrganization(ours, ["other"]), true);
  assert.equal(isForeignOrganization(ours, ["Acme"]), false);
  assert.equal(isForeignOrganization(ours, ["17"]), false);
  assert.equal(isForeignOrganization(ours, ["17", "other"]), true);
  assert.equal(isForeignOrganization(ours, []), false);
});
