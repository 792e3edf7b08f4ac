import { openArchive } from "./archive.ts";
import { numbered } from "./numbered.ts";

// Appends, packs and deletes as fast as it can until it is killed, and says what it has done: each line is
// written once it is on the disk, but "deleting", which comes before.

const [, , folder = "", first = "1"] = process.argv;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const { archive, packer } = await openArchive(folder);
const kept: number[] = [];
let number = Number(first);

async function append(): Promise<void> {
  for (;;) {
    const mine = number++;
    const id = await archive.append(numbered(mine));
    say(`appended ${id} ${mine}`);
    kept.push(id);
    // Much more than packing can follow would only make the test slow.
    if (kept.length > 3000) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function pack(): Promise<void> {
  for (;;) await packer.packNow();
}

async function remove(): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const ids = Array.from({ length: 20 }, () =>
      kept.splice(Math.floor(Math.random() * kept.length), 1),
    ).flat();
    say(`deleting ${ids.join(" ")}`);
    await archive.deleteDeliveries(ids);
    say(`deleted ${ids.join(" ")}`);
  }
}

say("begun");
await Promise.all([append(), append(), append(), append(), pack(), remove()]);
