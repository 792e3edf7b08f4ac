const step = "  ";
/** Deeper than this nothing is moved to the right any more. */
const depthMax = 40;
const breakers = "{}[],:";
const blank = /\s/;

/**
 * JSON on lines of its own. Every value stays as it was written, since a parser would change long numbers,
 * repeated keys and escapes. No more is laid out than `charsMax` and the token that goes beyond them: who cuts
 * there sees by the length whether anything is left out. Null: this is no JSON.
 */
export function prettyJson(text: string, charsMax: number): string | null {
  if (!isJson(text)) return null;
  const out: string[] = [];
  let depth = 0;
  let chars = 0;
  const put = (piece: string): void => {
    out.push(piece);
    chars += piece.length;
  };
  for (let at = nextTokenAt(text, 0); at < text.length && chars <= charsMax; ) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    at = nextTokenAt(text, end);
    const isClosing = isClose(token);
    const isOpening = isOpen(token);
    depth += Number(isOpening) - Number(isClosing);
    // An empty object or list stays on its line.
    if (isClosing && !isOpen(out.at(-1))) put(lineAt(depth));
    put(token === ":" ? ": " : token);
    if (token === "," || (isOpening && !isClose(text[at]))) put(lineAt(depth));
  }
  return out.join("");
}

const isOpen = (token: string | undefined): boolean => token === "{" || token === "[";
const isClose = (token: string | undefined): boolean => token === "}" || token === "]";
const lineAt = (depth: number): string => `\n${step.repeat(Math.min(depth, depthMax))}`;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function nextTokenAt(text: string, from: number): number {
  let at = from;
  while (at < text.length && blank.test(text[at] ?? "")) at += 1;
  return at;
}

/** Where the token ends that begins here. */
function endOfToken(text: string, from: number): number {
  const begin = text[from] ?? "";
  if (begin === '"') return endOfString(text, from);
  if (breakers.includes(begin)) return from + 1;
  let at = from + 1;
  while (at < text.length && !breakers.includes(text[at] ?? "") && !blank.test(text[at] ?? "")) {
    at += 1;
  }
  return at;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

/**
 * Every character that is not seen (colours of terminals, direction, joiners) as its escape: here one looks
 * for what exactly was sent. The errors' own texts are made readable instead (`pages/error/visible.ts`).
 */
export function escaped(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) =>
    "\n\r\t".includes(character)
      ? character
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
