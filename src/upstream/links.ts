/**
 * The cursor of the next page by Sentry's `Link` header: `<…>; rel="next"; results="true"; cursor="0:100:0"`.
 * Null after the last page: `results` says whether there is one.
 */
export function nextCursor(header: string | undefined): string | null {
  for (const part of (header ?? "").split(/,\s*(?=<)/)) {
    const parameters = new Map(
      [...part.matchAll(/;\s*(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    if (parameters.get("rel") !== "next") continue;
    // GlitchTip leaves `results` out on some pages: then a cursor is what says so.
    if (parameters.get("results") === "false") return null;
    return parameters.get("cursor") ?? cursorIn(part);
  }
  return null;
}

function cursorIn(part: string): string | null {
  const address = /<([^>]*)>/.exec(part)?.[1] ?? "";
  return URL.parse(address, "http://none/")?.searchParams.get("cursor") ?? null;
}
