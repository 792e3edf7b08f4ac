/** What a press tells of itself: a `KeyboardEvent`, or as much of it as is looked at. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
}

/** Signs that stand for commands, by the place of their key: on a Russian layout these are х, ъ and №. */
const signs: Readonly<Record<string, string>> = {
  BracketLeft: "[",
  BracketRight: "]",
  Digit3: "#",
};

/**
 * The key as an English layout names it, whichever is on: `j` is `j` on a Russian keyboard too, and so are
 * `/` (there a full stop) and `#`.
 */
export function keyOf(press: Press): string {
  const plain = plainOf(press);
  const key = press.shiftKey && /^[a-z]$/i.test(plain) ? plain.toUpperCase() : plain;
  return press.metaKey || press.ctrlKey ? `mod+${key.toLowerCase()}` : key;
}

function plainOf({ key, code }: Press): string {
  // Where the slash has its own place, a full stop does not come from there.
  if (code === "Slash" && key === ".") return "/";
  if (code === "Slash" && key === ",") return "?";
  if (key.length !== 1 || key <= "\u007f") return key;
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? signs[code] ?? key;
}
