import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";
import { config } from "../../web/vite.config.ts";
import { type Manifest, mostAtOnce } from "./first-load.ts";
import { hashFile, hashOfSources, pageFolder } from "./stale.ts";

/** Compressed JavaScript until a page shows, at most. */
const firstLoadBytesMax = 200 * 1000;

/** Below this, compressing costs more than it saves. */
const compressedBytesMin = 1000;

/** Builds the page and compresses it; its size in words. Throws when it became too big. */
export async function buildPage(): Promise<string> {
  const from = hashOfSources();
  await build({ ...config, logLevel: "warn" });
  const manifestPath = join(pageFolder, ".vite/manifest.json");
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8")) as Manifest;
  const sizes = compressAll();
  const { bytes, page } = mostAtOnce(manifest, (file) => sizes.get(file) ?? 0);
  const said = `${(bytes / 1000).toFixed(1)} kB of compressed JavaScript until ${page} shows`;
  if (bytes > firstLoadBytesMax) {
    throw new Error(`${said}: more than ${firstLoadBytesMax / 1000} kB. What did it bring along?`);
  }
  // Last: whoever finds it finds everything.
  writeFileSync(hashFile, from);
  return said;
}

/** Makes the compressed forms beside each file; the sizes of the gzipped ones by name. */
function compressAll(): Map<string, number> {
  const sizes = new Map<string, number>();
  const names = readdirSync(pageFolder, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((each) => /\.(js|css|svg)$/.test(each))) {
    const path = join(pageFolder, name);
    const bytes = readFileSync(path);
    const gzipped = gzipSync(bytes, { level: 9 });
    sizes.set(name, gzipped.length);
    if (bytes.length < compressedBytesMin) continue;
    writeFileSync(`${path}.gz`, gzipped);
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  }
  return sizes;
}
