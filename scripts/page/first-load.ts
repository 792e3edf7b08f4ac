/** What the bundler says of its output, as far as it matters here. */
export type Manifest = Readonly<
  Record<
    string,
    {
      readonly file: string;
      readonly isEntry?: boolean;
      readonly imports?: readonly string[];
      readonly dynamicImports?: readonly string[];
    }
  >
>;

/** The page of which most must come before it shows: the entry's scripts and its own. */
export function mostAtOnce(
  manifest: Manifest,
  bytesOf: (file: string) => number,
): { readonly bytes: number; readonly page: string } {
  const [entry] = Object.entries(manifest).find(([, { isEntry }]) => isEntry) ?? [];
  if (entry === undefined) throw new Error("The bundler's manifest names no entry.");
  const pages = (manifest[entry]?.dynamicImports ?? []).filter((name) => name.includes("/pages/"));
  const loads = [entry, ...pages].map((page) => {
    const names = withImports(manifest, new Set([entry, page]));
    const files = new Set([...names].map((name) => manifest[name]?.file ?? ""));
    const bytes = [...files].reduce((sum, file) => sum + bytesOf(file), 0);
    return { bytes, page };
  });
  return loads.reduce((most, load) => (load.bytes > most.bytes ? load : most));
}

function withImports(manifest: Manifest, names: Set<string>): Set<string> {
  // A set also visits what is added on the way.
  for (const name of names) for (const each of manifest[name]?.imports ?? []) names.add(each);
  return names;
}
