import { OutgoingFailure, type SafeFetch } from "../outbox/index.ts";
import { UpstreamFailure } from "./client.ts";
import type { SourceWorker } from "./source-worker.ts";
import type { Check } from "./upstream.ts";

const skewMsMax = 60_000;
const reachMsMax = 5000;
const reachBytesMax = 100_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export interface DoctorDeps {
  readonly webhookUrl: string | null;
  readonly out: Pick<SafeFetch, "fetch">;
}

/** Looks whether a source works, step by step; every step that does not says what to do. */
export async function checkSource(
  { fetching, client }: SourceWorker,
  { webhookUrl, out }: DoctorDeps,
): Promise<readonly Check[]> {
  const { upstream, owner, source, now } = fetching;
  const checks = [...(await checksOf(upstream.check(webhookUrl), source.baseUrl))];
  checks.push(clockCheck(client.skewMs));
  checks.push(await reachCheck(webhookUrl, out));
  checks.push(deliveryCheck(await owner.lastDelivery(source.slug), source.pullMs, now()));
  return checks;
}

/** An upstream that does not answer is a check that failed. */
async function checksOf(
  looking: Promise<readonly Check[]>,
  link: string,
): Promise<readonly Check[]> {
  try {
    return await looking;
  } catch (thrown) {
    if (!(thrown instanceof UpstreamFailure)) throw thrown;
    const detail = `${thrown.message} Look at the address, the token and the network between.`;
    return [{ name: "token", state: "failed", detail, link }];
  }
}

function clockCheck(skewMs: number | null): Check {
  if (skewMs === null) {
    return { name: "clock", state: "skipped", detail: "It told no time.", link: null };
  }
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const isFar = Math.abs(skewMs) > skewMsMax;
  return {
    name: "clock",
    state: isFar ? "warning" : "ok",
    detail: isFar
      ? `Its clock is ${seconds} seconds ${skewMs > 0 ? "ahead of" : "behind"} ours: have both machines keep their time by NTP.`
      : `Both clocks agree within ${seconds + 1} seconds.`,
    link: null,
  };
}

async function reachCheck(webhookUrl: string | null, out: DoctorDeps["out"]): Promise<Check> {
  const name = "reachable";
  if (webhookUrl === null) {
    const detail =
      "PUBLIC_URL is not set, so the address for webhooks is not known: set it, or pull only (SENTRY_PULL).";
    return { name, state: "skipped", detail, link: null };
  }
  const url = new URL("/health", webhookUrl).href;
  try {
    const { status } = await out.fetch({ url, msMax: reachMsMax, bytesMax: reachBytesMax });
    if (status === 200) {
      const detail = `${new URL(webhookUrl).host} answers from here; whether it does from outside only a delivery shows.`;
      return { name, state: "ok", detail, link: null };
    }
    const detail = `${url} answers ${status}: correct PUBLIC_URL or the proxy before the collector.`;
    return { name, state: "failed", detail, link: null };
  } catch (thrown) {
    if (!(thrown instanceof OutgoingFailure)) throw thrown;
    const isOurs = thrown.kind === "refused";
    const detail = isOurs
      ? `PUBLIC_URL is no public address (${thrown.message}). A Sentry outside does not reach it.`
      : `${thrown.message} Correct PUBLIC_URL, the name or the proxy before the collector.`;
    return { name, state: isOurs ? "warning" : "failed", detail, link: null };
  }
}

function deliveryCheck(lastAt: number | null, pullMs: number, now: number): Check {
  const name = "deliveries";
  if (lastAt === null) {
    const pulled = pullMs > 0;
    const detail = pulled
      ? "No webhook has come; what is new is pulled."
      : "No webhook has come yet: cause an error in an application, or send a test notification of an alert rule.";
    return { name, state: pulled ? "ok" : "warning", detail, link: null };
  }
  const age = now - lastAt;
  const words =
    age < hourMs ? `${Math.round(age / minuteMs)} minutes` : `${Math.round(age / hourMs)} hours`;
  return { name, state: "ok", detail: `The last webhook came ${words} ago.`, link: null };
}
