import { messagesAtStart, readSettings, startCollector, version } from "../server/index.ts";
import type { Command } from "./command.ts";

/** Runs the collector until it is told to stop (SIGTERM, SIGINT). */
export const serve: Command = {
  usage: "",
  about: "run the collector (the default)",
  async run() {
    const settings = readSettings(process.env, process.cwd());
    // From now on a signal is not lost, also while the collector still starts.
    const told = toldToStop();
    const running = await startCollector(settings, process.cwd());
    process.stdout.write(messagesAtStart(settings, running, version));
    await told;
    process.stdout.write("Stopping: what has been read is being answered and written.\n");
    await running.stop();
    return 0;
  },
};

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        // A second time means: at once.
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
}
