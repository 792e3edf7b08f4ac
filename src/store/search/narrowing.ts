import type { SearchNode, SearchTerm } from "../../domain/index.ts";
import { textQuery } from "../dialects/texts.ts";
import { issueHasTag, issueHasWords, issueTerms, ofIssueRef } from "./issue-terms.ts";
import type { Found, SearchLookups } from "./lookups.ts";
import { allOf, always, anyOf, type Condition, partsOf } from "./patterns.ts";
import { foundBy, type Lead, leadOf } from "./text-terms.ts";

const wideIssuesMax = 200_000;
const nothing: Found = { issueIds: [], errors: 0 };

/**
 * Issues to which all errors belong that a query finds, where indexes lead to few of them; null: it must be
 * looked for among all.
 */
export async function narrowingOf(node: SearchNode, lookups: SearchLookups): Promise<Found | null> {
  switch (node.kind) {
    case "all":
    case "not":
      return null;
    case "and":
      return least(await each(node.children, lookups));
    case "or":
      return united(await each(node.children, lookups));
    case "term":
      return led(leadOfTerm(node.term), lookups);
  }
}

/**
 * The same where indexes lead to many issues, with all parts of the query together; null where they lead to
 * too many even of far lookups.
 */
export async function wideNarrowingOf(
  node: SearchNode,
  lookups: SearchLookups,
): Promise<Found | null> {
  const condition = await mustBeOfIssue(node, lookups);
  if (lookups.isWide) return null;
  const issueIds = await lookups.issuesThat(condition, wideIssuesMax);
  return issueIds === null ? null : { issueIds, errors: Number.POSITIVE_INFINITY };
}

/** What must be true of an issue, row `i`, for any of its errors to pass. */
async function mustBeOfIssue(node: SearchNode, lookups: SearchLookups): Promise<Condition> {
  switch (node.kind) {
    case "all":
    case "not":
      return always;
    case "and":
    case "or": {
      const parts: Condition[] = [];
      for (const child of node.children) parts.push(await mustBeOfIssue(child, lookups));
      return node.kind === "and" ? allOf(parts) : anyOf(parts);
    }
    case "term":
      return mustHave(leadOfTerm(node.term), lookups);
  }
}

async function mustHave(lead: Lead | null, lookups: SearchLookups): Promise<Condition> {
  if (lead?.by === "tag") return issueHasTag(lookups, lead.key, lead.patterns);
  if (lead?.by !== "words") return always;
  return foundBy(issueHasWords)(lookups, lead.patterns);
}

/**
 * Issues to which all errors belong that a query finds, by what is known of the issues themselves: there is
 * no index for it, but there are far fewer issues than errors.
 */
export async function narrowingByState(
  terms: readonly SearchTerm[],
  lookups: SearchLookups,
): Promise<Found | null> {
  const conditions: Condition[] = [];
  for (const term of terms) {
    if (isOfIssue(term)) conditions.push(await issueTerms(lookups)(term));
  }
  if (conditions.length === 0) return null;
  const issueIds = await lookups.issuesThat(allOf(conditions));
  return issueIds === null ? null : { issueIds, errors: Number.POSITIVE_INFINITY };
}

/** True for terms that mean the same of an error as of its issue. */
function isOfIssue(term: SearchTerm): boolean {
  switch (term.kind) {
    case "status":
    case "assigned":
      return true;
    case "is":
      return !term.values.includes("partial") && !term.values.includes("pinned");
    case "text":
      return term.field === "first_release" || term.field === "last_release";
    default:
      return false;
  }
}

async function each(
  nodes: readonly SearchNode[],
  lookups: SearchLookups,
): Promise<readonly (Found | null)[]> {
  const found: (Found | null)[] = [];
  for (const node of nodes) found.push(await narrowingOf(node, lookups));
  return found;
}

function leadOfTerm(term: SearchTerm): Lead | null {
  switch (term.kind) {
    case "words":
      return { by: "words", patterns: [term.pattern] };
    case "tag":
      return { by: "tag", key: term.tag, patterns: term.match.values };
    case "text":
      return leadOf(term.field, term.match.values);
    default:
      return null;
  }
}

async function led(lead: Lead | null, lookups: SearchLookups): Promise<Found | null> {
  if (lead === null) return null;
  switch (lead.by) {
    case "words": {
      const found: (Found | null)[] = [];
      for (const pattern of lead.patterns) {
        const query = textQuery(partsOf(pattern));
        found.push(query === null ? nothing : await lookups.wordsFound(query));
      }
      return united(found);
    }
    case "tag": {
      const ids = await lookups.tagIds(lead.key, lead.patterns);
      return ids === null ? null : lookups.tagsFound(ids);
    }
    case "event": {
      const found = await lookups.errorsByEvent(lead.patterns);
      return {
        issueIds: [...new Set(found.map(({ issueId }) => issueId))],
        errors: found.length,
      };
    }
    case "issue": {
      const issueIds = await lookups.issuesThat(ofIssueRef(lead.patterns));
      // How many errors they have is known from the issues themselves.
      return issueIds === null ? null : { issueIds, errors: Number.POSITIVE_INFINITY };
    }
  }
}

/** What holds for all parts is found by the one that leads to the fewest. */
function least(parts: readonly (Found | null)[]): Found | null {
  let best: Found | null = null;
  let errors = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if (part === null) continue;
    errors = Math.min(errors, part.errors);
    if (best === null || part.issueIds.length < best.issueIds.length) best = part;
  }
  return best === null ? null : { issueIds: best.issueIds, errors };
}

function united(parts: readonly (Found | null)[]): Found | null {
  const issueIds = new Set<number>();
  let errors = 0;
  for (const part of parts) {
    if (part === null) return null;
    errors += part.errors;
    for (const id of part.issueIds) issueIds.add(id);
  }
  return { issueIds: [...issueIds], errors };
}
