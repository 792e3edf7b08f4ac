#!/usr/bin/env node
import { enableCompileCache, getCompileCacheDir } from "node:module";
import { dirname } from "node:path";

// The executable. It is JavaScript so that the types of everything else are stripped once, into a cache
// that all threads and later starts read: stripping costs 15 MB of memory in each thread that does it.
enableCompileCache();
const cache = getCompileCacheDir();
if (cache !== undefined) process.env["NODE_COMPILE_CACHE"] ??= dirname(cache);

const { run } = await import("./cli/index.ts");
process.exitCode = await run(process.argv.slice(2));
