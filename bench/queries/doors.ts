import { Generator } from "../intake/processes.ts";

/** The answer of the doors at a rate, without queries and while the slowest one runs in a loop. */
export interface BesideQueries {
  readonly rate: number;
  readonly p99Alone: number | null;
  readonly p99Beside: number | null;
  readonly ratio: number | null;
}

const seconds = 10;

/** p99 of the answer at a rate of deliveries, alone and beside a query that is asked without pause. */
export async function measureDoors(
  { port, secret, rate }: { port: number; secret: string; rate: number },
  slowest: string,
): Promise<BesideQueries> {
  const generator = await Generator.start(secret);
  try {
    const load = () => generator.run({ mode: "open", port, rate, seconds, connectionsMax: 10_000 });
    await load();
    const alone = (await load()).latency.p99;
    let asking = true;
    const loop = (async () => {
      while (asking) await (await fetch(`http://127.0.0.1:${port}${slowest}`)).text();
    })();
    const beside = (await load()).latency.p99;
    asking = false;
    await loop;
    const ratio = alone === null || beside === null ? null : beside / alone;
    return { rate, p99Alone: alone, p99Beside: beside, ratio };
  } finally {
    await generator.stop();
  }
}
