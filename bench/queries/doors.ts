import { Generator } from "../intake/processes.ts";

/** The answer of the doors at a rate, without queries and while the slowest one runs in a loop. */
export interface BesideQueries {
  readonly rate: number;
  /** p99 of each window, in the order in which they were measured: milliseconds. */
  readonly windows: readonly { readonly alone: number | null; readonly beside: number | null }[];
  /** The middle ones. */
  readonly p99Alone: number | null;
  readonly p99Beside: number | null;
  readonly ratio: number | null;
}

const seconds = 10;
/** Windows alone and beside by turns, so that what the machine does meanwhile meets both. */
const rounds = 3;

/** p99 of the answer at a rate of deliveries, alone and beside a query that is asked without pause. */
export async function measureDoors(
  { port, secret, rate }: { port: number; secret: string; rate: number },
  slowest: string,
): Promise<BesideQueries> {
  const generator = await Generator.start(secret);
  try {
    const load = async () => {
      const ask = { mode: "open", port, rate, seconds, connectionsMax: 10_000 } as const;
      return (await generator.run(ask)).latency.p99;
    };
    await load();
    const windows: { alone: number | null; beside: number | null }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const alone = await load();
      const beside = await whileAsking(`http://127.0.0.1:${port}${slowest}`, load);
      windows.push({ alone, beside });
    }
    const alone = middle(windows.map((window) => window.alone));
    const beside = middle(windows.map((window) => window.beside));
    const ratio = alone === null || beside === null ? null : beside / alone;
    return { rate, windows, p99Alone: alone, p99Beside: beside, ratio };
  } finally {
    await generator.stop();
  }
}

async function whileAsking<T>(url: string, measure: () => Promise<T>): Promise<T> {
  let asking = true;
  const loop = (async () => {
    while (asking) await (await fetch(url)).text();
  })();
  const measured = await measure();
  asking = false;
  await loop;
  return measured;
}

/** Null where one is missing. */
function middle(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null).toSorted((one, other) => one - other);
  return known.length < figures.length ? null : (known[Math.floor(known.length / 2)] ?? null);
}
