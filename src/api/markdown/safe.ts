// Text from outside, made fit for Markdown that people and agents read: it can neither leave its fence nor
// hide anything in it.

const esc = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);
const csi = String.fromCharCode(0x9b);
/** What moves a terminal's cursor, colours its text or sets its title. */
const terminalSequences = new RegExp(
  [
    `(?:${esc}\\[|${csi})[0-?]*[ -/]*[@-~]`,
    `${esc}\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?`,
    `${esc}[ -/]*[0-~]?`,
  ].join("|"),
  "g",
);
/** A longer run of backticks says nothing, and would make a longer fence. */
const backticksMax = 32;

/**
 * The text without terminal sequences, control characters, and what has no width or turns the direction:
 * in these an instruction could be hidden from the person who copies the text. Lines stay.
 */
export function clean(text: string): string {
  return (
    text
      .toWellFormed()
      .replaceAll(terminalSequences, "")
      .replaceAll(/\r\n?|\u2028|\u2029/g, "\n")
      .replaceAll(/(?![\n\t])\p{Cc}|\p{Cf}/gu, "")
      // Variation selectors by the hundred can carry a text of their own.
      .replaceAll(/[\u{e0100}-\u{e01ef}]/gu, "")
      .replaceAll(new RegExp(`\`{${backticksMax},}`, "g"), "`".repeat(backticksMax))
  );
}

/** The same in one line, cut. */
export function cleanLine(text: string, charsMax: number): string {
  // Line by line: an expression for the blanks around a break takes the square of their number.
  const lines = clean(text)
    .split("\n")
    .map((line) => line.trim());
  return cut(lines.filter((line) => line !== "").join(" ⏎ "), charsMax);
}

/** Cut to so many characters, and saying so. */
export function cut(text: string, charsMax: number): string {
  return text.length <= charsMax
    ? text
    : `${text.slice(0, Math.max(0, charsMax - 1)).toWellFormed()}…`;
}

/** A text between fences that are longer than any run of backticks in it. */
export function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const longest = runs.reduce((max, run) => Math.max(max, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
