import { isFresh } from "./page/stale.ts";

// Builds the web page: `npm run build`; with --if-stale only where it does not fit its sources: `npm start`.
if (!process.argv.includes("--if-stale") || !isFresh()) await run();

async function run(): Promise<void> {
  process.stderr.write("Building the web page …\n");
  const builder = await import("./page/build.ts").catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ERR_MODULE_NOT_FOUND") throw thrown;
    process.stderr.write(
      "The web page is not built anew: its tools are not installed (npm ci brings them).\n",
    );
    return null;
  });
  if (builder !== null) process.stderr.write(`${await builder.buildPage()}.\n`);
}
