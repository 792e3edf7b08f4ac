/** The query with what one look at the whole of it tells. */
export interface Source {
  readonly text: string;
  /** Round brackets that belong together without a space between them: where each one that opens is closed. */
  readonly pairs: ReadonlyMap<number, number>;
}

export function isSpace(char: string | undefined): boolean {
  return char !== undefined && /\s/.test(char);
}

/** Nothing can go on here: the end, a space, or a bracket that closes. */
export function isBoundary(text: string, at: number): boolean {
  const char = text[at];
  return char === undefined || char === ")" || isSpace(char);
}

/** A bracket that begins a group, and so ends the word before it. */
export function isUnpairedOpen({ text, pairs }: Source, at: number): boolean {
  return text[at] === "(" && !pairs.has(at);
}

/**
 * Where a word ends that begins here. Brackets within it belong to it where they close within it: `fetch()` is a word,
 * and in `(fetch() OR load())` the last bracket closes the group.
 */
export function bareEnd(source: Source, from: number): number {
  let at = from;
  while (!isBoundary(source.text, at) && !isUnpairedOpen(source, at)) {
    at = (source.pairs.get(at) ?? at) + 1;
  }
  return at;
}

export function bracketPairs(text: string): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  let open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "(") open.push(at);
    else if (char === ")") {
      const opened = open.pop();
      if (opened !== undefined) pairs.set(opened, at);
    } else if (isSpace(char)) open = [];
  }
  return pairs;
}
