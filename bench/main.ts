import { argv, stderr } from "node:process";

/** A bench. `run` takes the rest of the command line and resolves to the exit code. */
interface Bench {
  readonly about: string;
  readonly load: () => Promise<{ run(args: readonly string[]): Promise<number> }>;
}

const benches: Readonly<Record<string, Bench>> = {
  intake: {
    about: "deliveries in: accepted, sustained and overload beside a floor program",
    load: () => import("./intake/index.ts"),
  },
  grouping: {
    about: "our grouping beside Sentry's own decisions, and what it costs",
    load: () => import("./grouping/index.ts"),
  },
  queries: {
    about: "questions over a million errors, and the digest and the doors beside them",
    load: () => import("./queries/index.ts"),
  },
  lighthouse: {
    about: "what Lighthouse thinks of the page as it is served (installs it beside the bench)",
    load: () => import("./lighthouse/index.ts"),
  },
};

const [name = "", ...rest] = argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  const lines = Object.entries(benches).map(([each, { about }]) => `  ${each.padEnd(12)} ${about}`);
  stderr.write(`npm run bench -- NAME [--help]\n\n${lines.join("\n")}\n`);
  process.exitCode = 1;
} else {
  process.exitCode = await (await bench.load()).run(rest);
}
