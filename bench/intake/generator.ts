import { ClosedLoop } from "./closed-loop.ts";
import type { FromGenerator, Plan, ToGenerator } from "./messages.ts";
import { OpenLoop } from "./open-loop.ts";
import { Requests } from "./requests.ts";

// The load generator, a process of its own: its work must not be counted as the server's.

const requests = new Requests(process.env["BENCH_SECRET"] ?? "");
const wards: number[] = [];

function say(message: FromGenerator): void {
  process.send?.(message);
}

async function run(plan: Plan): Promise<void> {
  try {
    const loop =
      plan.mode === "closed" ? new ClosedLoop(plan, requests) : new OpenLoop(plan, requests);
    say({ type: "result", result: await loop.run() });
  } catch (thrown) {
    say({ type: "failed", reason: String(thrown) });
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

process.on("message", (message: ToGenerator) => {
  if (message.type === "ward") wards.push(message.pid);
  else void run(message.plan);
});
// The bench is gone, perhaps killed: what it had started may not stay behind.
process.on("disconnect", () => {
  for (const pid of wards) end(pid);
  process.exit();
});
// A signal from the terminal reaches the whole group: the bench decides when this process ends.
process.on("SIGINT", () => {});
say({ type: "ready" });
