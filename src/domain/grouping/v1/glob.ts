/** Tells whether a text is of a pattern. */
export type Matcher = (text: string) => boolean;

/** How a pattern is to be read. */
interface GlobOptions {
  /** Paths: `*` and `?` stop at a slash, `**` does not. */
  readonly path: boolean;
}

/** One step of a pattern: a character, a class of characters, or any run of them. */
type Step =
  | { readonly is: "one"; readonly char: string }
  | { readonly is: "class"; readonly chars: string; readonly negated: boolean }
  | { readonly is: "any" }
  | { readonly is: "run" }
  /** Any run that may cross slashes. */
  | { readonly is: "deep" }
  /** `**` and a slash: any number of folders, or none. */
  | { readonly is: "folders" };

/**
 * A matcher of a glob: `*` any run, `?` any character, `[ab]` and `[!ab]` classes, `\` takes the next
 * character as it is. Its time grows with the text times the pattern, whatever they are.
 */
export function globMatcher(pattern: string, options: GlobOptions = { path: false }): Matcher {
  const steps = readSteps(pattern, options.path);
  const plain = plainMatcher(steps, options.path);
  if (plain !== null) return plain;
  const needed = longestText(steps);
  // Almost no text is of a pattern, and the longest run of plain text tells so at once.
  return (text) => text.includes(needed) && walk(steps, text, options.path);
}

function readSteps(pattern: string, path: boolean): Step[] {
  const steps: Step[] = [];
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at] as string;
    if (char === "\\" && at + 1 < pattern.length) {
      steps.push({ is: "one", char: pattern[at + 1] as string });
      at += 2;
    } else if (char === "*") {
      at = readStars(pattern, at, path, steps);
    } else if (char === "[") {
      at = readClass(pattern, at, steps);
    } else {
      steps.push(char === "?" ? { is: "any" } : { is: "one", char });
      at += 1;
    }
  }
  return steps;
}

function readStars(pattern: string, start: number, path: boolean, steps: Step[]): number {
  let end = start;
  while (pattern[end] === "*") end += 1;
  if (!path) steps.push({ is: "deep" });
  else if (end - start === 1) steps.push({ is: "run" });
  else if (pattern[end] === "/" && (start === 0 || pattern[start - 1] === "/")) {
    steps.push({ is: "folders" });
    return end + 1;
  } else steps.push({ is: "deep" });
  return end;
}

/** Reads `[…]`; without its end the bracket stands for itself. */
function readClass(pattern: string, start: number, steps: Step[]): number {
  const negated = pattern[start + 1] === "!" || pattern[start + 1] === "^";
  const first = start + (negated ? 2 : 1);
  // A closing bracket that comes first belongs to the class.
  const end = pattern.indexOf("]", first + 1);
  if (end < 0) {
    steps.push({ is: "one", char: "[" });
    return start + 1;
  }
  steps.push({ is: "class", chars: expand(pattern.slice(first, end)), negated });
  return end + 1;
}

/** `0-4` → `01234`. */
function expand(chars: string): string {
  return chars.replace(/(.)-(.)/gu, (_, from: string, to: string) => {
    let all = "";
    const last = to.charCodeAt(0);
    for (let code = from.charCodeAt(0); code <= last && all.length < 256; code++) {
      all += String.fromCharCode(code);
    }
    return all;
  });
}

/** The common forms without the walk: `a`, `a*`, `*a`, `*a*`. */
function plainMatcher(steps: readonly Step[], path: boolean): Matcher | null {
  const isOpen = (step: Step | undefined) => step?.is === "deep";
  const first = isOpen(steps[0]) || steps[0]?.is === "folders" ? 1 : 0;
  const last = steps.length - (steps.length > first && isOpen(steps.at(-1)) ? 1 : 0);
  let text = path && steps[0]?.is === "folders" ? "/" : "";
  for (const step of steps.slice(first, last)) {
    if (step.is !== "one") return null;
    text += step.char;
  }
  if (first > 0 && last < steps.length) return (value) => value.includes(text);
  if (first > 0) return (value) => value.endsWith(text);
  if (last < steps.length) return (value) => value.startsWith(text);
  return (value) => value === text;
}

function longestText(steps: readonly Step[]): string {
  let longest = "";
  let current = "";
  for (const step of steps) {
    current = step.is === "one" ? current + step.char : "";
    if (current.length > longest.length) longest = current;
  }
  return longest;
}

/**
 * Goes through the text once with the set of all steps at which the pattern may stand: no backing up,
 * so no pattern is slow.
 */
function walk(steps: readonly Step[], text: string, path: boolean): boolean {
  let standing = new Uint8Array(steps.length + 1);
  let next = new Uint8Array(steps.length + 1);
  enter(steps, standing, 0);
  for (let i = 0; i < text.length; i++) {
    next.fill(0);
    const char = text[i] as string;
    for (let at = 0; at < steps.length; at++) {
      if (standing[at] === 1) advance(steps, at, char, path, next);
    }
    [standing, next] = [next, standing];
  }
  return standing[steps.length] === 1;
}

/** Marks a step, and those after it that may stand for nothing. */
function enter(steps: readonly Step[], set: Uint8Array, from: number): void {
  for (let at = from; set[at] !== 1; at++) {
    set[at] = 1;
    const is = steps[at]?.is;
    if (is !== "run" && is !== "deep" && is !== "folders") return;
  }
}

function advance(
  steps: readonly Step[],
  at: number,
  char: string,
  path: boolean,
  next: Uint8Array,
): void {
  const step = steps[at] as Step;
  const inFolder = !path || char !== "/";
  switch (step.is) {
    case "one":
      if (step.char === char) enter(steps, next, at + 1);
      return;
    case "class":
      if (inFolder && step.chars.includes(char) !== step.negated) enter(steps, next, at + 1);
      return;
    case "any":
      if (inFolder) enter(steps, next, at + 1);
      return;
    case "run":
      if (inFolder) enter(steps, next, at);
      return;
    case "deep":
      enter(steps, next, at);
      return;
    case "folders":
      // Within a folder's name only the step itself goes on; behind its slash what follows may begin.
      if (char === "/") enter(steps, next, at);
      else next[at] = 1;
  }
}
