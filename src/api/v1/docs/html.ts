/** Text that stands in a page already as HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Part[];

/** HTML with values in it: what is not `Html` is escaped. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const written = texts.map((text, index) => text + writtenOf(parts[index] ?? ""));
  return new Html(written.join(""));
}

function writtenOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(writtenOf).join("");
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Paragraphs, `code` and _emphasis_: as much of Markdown as the contract's words have. */
export function prose(text: string): Html {
  return html`${text.split("\n\n").map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`;
}

export function inline(text: string): Html {
  const pieces = text.split(/(`[^`]+`|\b_[^_`]+_\b)/);
  return html`${pieces.map((piece) => {
    if (/^`.+`$/.test(piece)) return html`<code>${piece.slice(1, -1)}</code>`;
    if (/^_.+_$/.test(piece)) return html`<em>${piece.slice(1, -1)}</em>`;
    return piece;
  })}`;
}
