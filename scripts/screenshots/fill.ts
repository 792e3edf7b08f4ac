import { createHmac, hash } from "node:crypto";
import { type Story, stories } from "./stories.ts";

const hourMs = 3_600_000;
const browsers = ["Firefox 146", "Chrome 143", "Safari 19.1", "Edge 143"] as const;
const environments = ["production", "production", "production", "staging"] as const;

/** Between 0 and 1, the same in every run. */
function fraction(n: number): number {
  const sine = Math.sin(n * 12.9898) * 43758.5453;
  return sine - Math.floor(sine);
}

/** Sends what a shop of some size would, through the door that Sentry uses; how many errors it were. */
export async function fill(url: string, secret: string): Promise<number> {
  let n = 0;
  for (const [at, told] of stories.entries()) {
    for (let time = 0; time < told.times; time += 1) {
      n += 1;
      await post(url, secret, "event_alert", alertOf(told, at, n));
    }
  }
  // What a look at the archive should find too: something to ignore, and something that is refused.
  await post(url, secret, "installation", {
    action: "created",
    data: { installation: { uuid: "1" } },
  });
  const wrong = await send(url, "another secret", "event_alert", { action: "triggered", data: {} });
  if (wrong !== 401) throw new Error(`A wrong signature was answered ${wrong}.`);
  return n;
}

async function post(url: string, secret: string, resource: string, payload: object): Promise<void> {
  const status = await send(url, secret, resource, payload);
  if (status >= 300) throw new Error(`A delivery was answered ${status}.`);
}

async function send(
  url: string,
  secret: string,
  resource: string,
  payload: object,
): Promise<number> {
  const body = JSON.stringify(payload);
  const headers = {
    "content-type": "application/json",
    "sentry-hook-resource": resource,
    "sentry-hook-timestamp": String(Math.floor(Date.now() / 1000)),
    "sentry-hook-signature": createHmac("sha256", secret).update(body).digest("hex"),
  };
  const response = await fetch(`${url}/sentry/webhook`, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}

function alertOf(told: Story, at: number, n: number): object {
  const [newest, oldest] = told.hours;
  const age = (newest + (oldest - newest) * fraction(n) ** 2) * hourMs;
  const event = eventOf(told, at, n, Date.now() - age - n * 1000);
  return { action: "triggered", data: { event, triggered_rule: "Every error" } };
}

function eventOf(told: Story, at: number, n: number, time: number): object {
  const { project, platform, type, value, culprit, level } = told;
  const id = hash("md5", `error ${n}`, "hex");
  const user = Math.floor(fraction(n + 0.5) * 40);
  const environment = environments[n % environments.length];
  const sentry = `https://sentry.io/api/0`;
  return {
    event_id: id,
    project: 500 + project.length,
    platform,
    level,
    culprit,
    environment,
    release: `${project}@2.${1 + (n % 3)}.0`,
    timestamp: time / 1000,
    title: `${type}: ${value}`,
    transaction: culprit.split(" in ")[0],
    exception: { values: [{ type, value, stacktrace: { frames: framesOf(told) } }] },
    breadcrumbs: { values: breadcrumbsOf(time) },
    request: {
      method: "POST",
      url: "https://shop.example.com/api/checkout",
      headers: [["User-Agent", browsers[n % browsers.length]]],
      data: { basket: n, voucher: null },
    },
    user: { id: String(user), email: `user${user}@example.com`, ip_address: `192.0.2.${user + 1}` },
    contexts: {
      os: { name: "Linux", version: "6.12" },
      browser: { name: browsers[n % browsers.length] },
    },
    tags: [
      ["environment", environment],
      ["browser", browsers[n % browsers.length]],
      ["server_name", `web-${n % 4}`],
      ["level", level],
    ],
    extra: { attempt: n % 3, queue: "orders" },
    modules: { "shop-core": "2.1.0", "http-client": "7.4.2" },
    sdk: { name: `sentry.${platform}`, version: "9.1.0" },
    url: `${sentry}/projects/acme/${project}/events/${id}/`,
    web_url: `https://sentry.io/organizations/acme/issues/${7000 + at}/events/${id}/`,
    issue_url: `${sentry}/organizations/acme/issues/${7000 + at}/`,
    issue_id: String(7000 + at),
  };
}

function framesOf({ file, call, source: [before, line, after] }: Story): object[] {
  return [
    { filename: "framework/dispatch", function: "dispatch", lineno: 210, in_app: false },
    { filename: "framework/handlers", function: "handle", lineno: 77, in_app: false },
    { filename: "app/main", function: "main", lineno: 12, in_app: true },
    {
      filename: file,
      function: call,
      lineno: 48,
      colno: 17,
      in_app: true,
      pre_context: [before],
      context_line: line,
      post_context: [after],
      vars: { at: 3, voucher: null },
    },
  ];
}

function breadcrumbsOf(time: number): object[] {
  const at = (secondsBefore: number): number => time / 1000 - secondsBefore;
  return [
    { timestamp: at(12), type: "navigation", category: "navigation", data: { to: "/checkout" } },
    { timestamp: at(8), category: "ui.click", message: "button.pay", level: "info" },
    {
      timestamp: at(3),
      type: "http",
      category: "fetch",
      data: { method: "POST", url: "/api/checkout", status_code: 502 },
    },
    { timestamp: at(1), category: "console", level: "warning", message: "trying again" },
  ];
}
