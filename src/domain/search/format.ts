import { fieldNamed } from "./fields.ts";
import { writeMoment } from "./moment.ts";
import { quoted, writeValue, writeWords } from "./pattern.ts";
import { isPlainName } from "./tokens.ts";
import type { Assignee, MomentMatch, Pattern, SearchNode, SearchTerm } from "./tree.ts";

/**
 * The one way to write a query: what is read from it is the same tree. Names are the fields' own, so the text can be
 * longer than what was typed, and then longer than `searchLimits.queryChars`.
 */
export function formatSearch(node: SearchNode): string {
  return node.kind === "all" ? "" : write(node);
}

function write(node: SearchNode): string {
  switch (node.kind) {
    case "all":
      return "*";
    case "and":
      return node.children
        .map((child) => (child.kind === "or" ? inBrackets(child) : write(child)))
        .join(" ");
    case "or":
      return node.children.map(write).join(" OR ");
    case "not":
      return `!${isGroup(node.child) ? inBrackets(node.child) : write(node.child)}`;
    case "term":
      return writeTerm(node.term);
  }
}

function isGroup({ kind }: SearchNode): boolean {
  return kind === "and" || kind === "or";
}

function inBrackets(node: SearchNode): string {
  return `(${write(node)})`;
}

function writeTerm(term: SearchTerm): string {
  switch (term.kind) {
    case "words":
      return writeWords(term.pattern);
    case "text":
      return `${term.field}:${writeValues(term.match.values, writeValue)}`;
    case "tag":
      return `${writeTag(term.tag)}:${writeValues(term.match.values, writeValue)}`;
    case "number":
      return `${term.field}:${term.match.op === "=" ? "" : term.match.op}${term.match.value}`;
    case "moment":
      return writeRange(term.field, term.match);
    case "level":
    case "status":
    case "is":
      return `${term.kind}:${writeValues<string>(term.values, (value) => value)}`;
    case "assigned":
      return `assigned:${writeValues(term.values, writeAssignee)}`;
    case "has":
      return `has:${term.field}`;
    case "hasTag":
      return `has:${writeHasTag(term.tag)}`;
  }
}

function writeValues<T>(values: readonly T[], writeOne: (value: T) => string): string {
  const texts = values.map(writeOne);
  return texts.length === 1 ? texts.join() : `[${texts.join(", ")}]`;
}

function writeRange(field: string, match: MomentMatch): string {
  const terms = writeMoment(match).map((value) => `${field}:${value}`);
  if (terms.length === 0) return "*";
  return terms.length === 1 ? terms.join() : `(${terms.join(" ")})`;
}

function writeAssignee(assignee: Assignee): string {
  if (assignee.who !== "person") return assignee.who;
  return isMeOrNone(assignee.name) ? quoted(assignee.name.text) : writeValue(assignee.name);
}

/** A person who is called like one of the words needs quotes. */
function isMeOrNone(name: Pattern): name is Extract<Pattern, { kind: "literal" }> {
  return name.kind === "literal" && /^(?:me|none)$/i.test(name.text);
}

/** The name of a tag as it stands before a colon. */
export function writeTag(tag: string): string {
  // `C:/x` would be a path.
  return isPlainName(tag) && tag.length === 1
    ? `tags[${tag}]`
    : writeName(tag, `tags[${quoted(tag)}]`);
}

/** The name of a tag as it stands behind `has:`. */
export function writeHasTag(tag: string): string {
  return writeName(tag, quoted(tag));
}

function writeName(tag: string, inQuotes: string): string {
  if (!isPlainName(tag)) return inQuotes;
  return fieldNamed(tag) === null ? tag : `tags[${tag}]`;
}
