/**
 * Whether whoever asks would rather read a page than JSON. Browsers name `text/html`; programs take
 * anything (so does curl), and get JSON.
 */
export function prefersHtml(accept: string | undefined): boolean {
  const html = qualityOf(accept, "text/html");
  return html > 0 && html >= qualityOf(accept, "application/json");
}

/** From 0 (not wanted, or not named) to 1. */
function qualityOf(accept = "", wanted: string): number {
  for (const each of accept.split(",")) {
    const [type = "", ...parameters] = each.split(";").map((part) => part.trim().toLowerCase());
    if (type !== wanted) continue;
    const quality = parameters.find((part) => part.startsWith("q="));
    return quality === undefined ? 1 : Number(quality.slice(2)) || 0;
  }
  return 0;
}
