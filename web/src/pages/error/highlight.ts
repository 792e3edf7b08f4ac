/** A part of a line of source, and what it is; null: nothing special. */
export interface Piece {
  readonly text: string;
  readonly kind: "comment" | "string" | "number" | "keyword" | null;
}

/** Beyond this a line is generated, and colours would only cost. */
const lineCharsMax = 1000;

// Of all languages together: what is a keyword in one of them is rarely a name in another.
const keywords = new Set(
  `abstract and as assert async await base begin break case catch class const continue def default defer
  del delete do elif else elsif end ensure enum except export extends false final finally fn for foreach
  from fun func function global go guard if impl implements import in instanceof interface is lambda let
  loop match mod module move mut namespace new nil none None nonlocal not null nullptr or override package
  pass private protected public pub raise readonly ref rescue return self sealed static struct super switch
  template then this throw throws trait true True False try type typeof undefined union unless until use
  using val var virtual void when where while with yield`.split(/\s+/),
);

const hashPlatforms = new Set(["python", "ruby", "perl", "elixir", "php", "shell", "r", "crystal"]);

const string = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?/.source;
const number = /\b\d[\w.]*/.source;
const word = /[\p{L}_$][\p{L}\p{N}_$]*/u.source;

function grammar(comment: string): RegExp {
  const kinds = [
    `(?<comment>${comment})`,
    `(?<string>${string})`,
    `(?<number>${number})`,
    `(?<word>${word})`,
  ];
  return new RegExp(kinds.join("|"), "gu");
}
const withHash = grammar("#.*|//.*|/\\*.*?(?:\\*/|$)");
const withSlashes = grammar("//.*|/\\*.*?(?:\\*/|$)");
// In Python two slashes divide.
const hashAlone = grammar("#.*");

function grammarOf(platform: string): RegExp {
  if (platform === "php") return withHash;
  return hashPlatforms.has(platform) ? hashAlone : withSlashes;
}

/** Cuts a line of source into what it is made of. Nothing is lost: the pieces together are the line. */
export function highlight(line: string, platform: string): readonly Piece[] {
  if (line.length > lineCharsMax) return [{ text: line, kind: null }];
  const pieces: Piece[] = [];
  let plainFrom = 0;
  for (const match of line.matchAll(grammarOf(platform))) {
    const kind = kindOf(match);
    if (kind === null) continue;
    if (match.index > plainFrom) {
      pieces.push({ text: line.slice(plainFrom, match.index), kind: null });
    }
    pieces.push({ text: match[0], kind });
    plainFrom = match.index + match[0].length;
  }
  if (plainFrom < line.length) pieces.push({ text: line.slice(plainFrom), kind: null });
  return pieces;
}

function kindOf({ groups = {} }: RegExpMatchArray): Piece["kind"] {
  if (groups["comment"] !== undefined) return "comment";
  if (groups["string"] !== undefined) return "string";
  if (groups["number"] !== undefined) return "number";
  return keywords.has(groups["word"] ?? "") ? "keyword" : null;
}
