import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";

/** What the promises are made for: bodies of 4 KiB. */
export const bodyBytes = 4096;
export const issueCount = 500;
const slugs = ["checkout", "payments", "accounts", "delivery", "frontend"] as const;
export const projectCount = slugs.length;

// Marks stand where requests differ, as wide as what is written over them.
const marks = {
  eventId: "EVENTIDEVENTIDEVENTIDEVENTIDEVEN",
  issueId: "4000000000",
  issueStep: "step_000",
  projectId: "5216640",
  slug: "SLUGSLUG",
  user: "USERUSER",
  seconds: "1700000000",
  requestId: "REQUESTIDREQUESTIDREQUESTIDREQUE",
  signature: "SIGN".repeat(16),
} as const;
type Mark = keyof typeof marks;

const hexDigits = Buffer.from("0123456789abcdef");

/**
 * Signed requests, each different: event, issue, project, user and time are patched into one template
 * of constant length, which is much cheaper than to write JSON anew.
 */
export class Payloads {
  readonly #template: Buffer;
  readonly #bodyAt: number;
  readonly #places: Readonly<Record<Mark, readonly number[]>>;
  readonly #key: KeyObject;
  /** Makes the events of this run differ from those of any other. */
  readonly #salt = randomBytes(4).readUInt32LE();

  constructor(secret: string) {
    const body = bodyTemplate();
    const head = headTemplate();
    this.#template = Buffer.from(head + body, "latin1");
    this.#bodyAt = head.length;
    this.#places = placesIn(this.#template);
    this.#key = createSecretKey(Buffer.from(secret));
  }

  /** Room for one request at a time; `write` fills it. */
  newBuffer(): Buffer {
    return Buffer.from(this.#template);
  }

  /** Writes request number `n` (each gives another event), sent at `nowMs` since 1970. */
  write(target: Buffer, n: number, nowMs: number): void {
    const places = this.#places;
    this.#writeEventId(target, n);
    const issue = scramble(n + 0x51ed270b) % issueCount;
    writeDigits(target, places.issueId, 4_000_000_000 + issue, 10);
    for (const at of places.issueStep) writeDigits(target, [at + 5], issue, 3);
    writeDigits(target, places.projectId, 5_216_640 + (issue % projectCount), 7);
    const slug = slugs[issue % projectCount] ?? slugs[0];
    for (const at of places.slug) target.write(slug, at, "latin1");
    const user = scramble(n ^ 0x2545f491) % 100_000;
    for (const at of places.user) writeHex(target, at, user);
    writeDigits(target, places.seconds, Math.floor(nowMs / 1000), 10);
    for (const at of places.requestId) {
      for (let word = 0; word < 4; word += 1) {
        writeHex(target, at + word * 8, scramble(n * 4 + word + this.#salt));
      }
    }
    const signature = createHmac("sha256", this.#key)
      .update(target.subarray(this.#bodyAt))
      .digest("hex");
    for (const at of places.signature) target.write(signature, at, "latin1");
  }

  // Scrambled, since ids of real events come in no order and an index is the slower for it. The first
  // word alone is different for every n; the salt tells runs apart.
  #writeEventId(target: Buffer, n: number): void {
    const first = this.#places.eventId[0] ?? 0;
    const start = scramble(n);
    writeHex(target, first, start);
    writeHex(target, first + 8, scramble(start ^ this.#salt));
    writeHex(target, first + 16, scramble(start + 1));
    writeHex(target, first + 24, this.#salt);
    for (const at of this.#places.eventId) {
      if (at !== first) target.copyWithin(at, first, first + 32);
    }
  }
}

/** A permutation of the 32-bit numbers without visible order (the finalizer of MurmurHash3). */
function scramble(n: number): number {
  let h = n >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function writeHex(target: Buffer, at: number, word: number): void {
  for (let digit = 0; digit < 8; digit += 1) {
    target[at + digit] = hexDigits[(word >>> (28 - digit * 4)) & 15] ?? 0;
  }
}

function writeDigits(target: Buffer, places: readonly number[], value: number, width: number) {
  for (const at of places) {
    let left = value;
    for (let digit = width - 1; digit >= 0; digit -= 1) {
      target[at + digit] = 48 + (left % 10);
      left = Math.floor(left / 10);
    }
  }
}

function placesIn(template: Buffer): Record<Mark, readonly number[]> {
  const found = Object.entries(marks).map(([name, mark]) => {
    const places: number[] = [];
    let at = template.indexOf(mark);
    while (at >= 0) {
      places.push(at);
      at = template.indexOf(mark, at + mark.length);
    }
    return [name, places];
  });
  return Object.fromEntries(found);
}

function headTemplate(): string {
  return [
    "POST /sentry/webhook HTTP/1.1",
    "Host: 127.0.0.1",
    "User-Agent: sentry/26.9.0 (https://sentry.io)",
    "Accept: */*",
    "Accept-Encoding: gzip, deflate",
    "Content-Type: application/json",
    `Content-Length: ${bodyBytes}`,
    `Request-ID: ${marks.requestId}`,
    "Sentry-Hook-Resource: event_alert",
    `Sentry-Hook-Timestamp: ${marks.seconds}`,
    `Sentry-Hook-Signature: ${marks.signature}`,
    "\r\n",
  ].join("\r\n");
}

/** The body, made exactly as long as promised by a note in `extra`. */
function bodyTemplate(): string {
  const text = (note: string) => JSON.stringify(deliveryWith(note));
  const missing = bodyBytes - text("").length;
  if (missing < 0) throw new Error(`The template is ${-missing} bytes too long.`);
  return text("basket kept for later; ".repeat(200).slice(0, missing));
}

/** An alert as Sentry's integration platform sends it: the keys in its order, ten frames. */
function deliveryWith(note: string) {
  const { eventId, issueId, projectId, slug, user, seconds } = marks;
  const value = `order of user ${user} has no price in ${marks.issueStep}`;
  const url = `https://sentry.io/api/0/projects/acme/${slug}/events/${eventId}/`;
  return {
    action: "triggered",
    installation: { uuid: "a8e5d37a-696c-4c54-adb5-b3f28d64c7de" },
    data: {
      event: {
        event_id: eventId,
        project: Number(projectId),
        release: "shop@4.2.1",
        dist: null,
        platform: "python",
        message: "",
        tags: tagsOf(user),
        breadcrumbs: { values: breadcrumbsOf(seconds) },
        contexts: { runtime: { name: "CPython", version: "3.12.4", type: "runtime" } },
        culprit: `shop.orders.prices in ${marks.issueStep}`,
        environment: "production",
        exception: { values: [exceptionOf(value)] },
        extra: { note },
        fingerprint: ["{{ default }}"],
        level: "error",
        logger: "shop.orders",
        metadata: { type: "PriceMissing", value, function: marks.issueStep },
        request: { url: `https://shop.example/orders/${user}/pay`, method: "POST" },
        sdk: { name: "sentry.python.django", version: "2.14.0" },
        timestamp: Number(seconds),
        title: `PriceMissing: ${value}`,
        type: "error",
        user: { id: user },
        version: "7",
        url,
        web_url: `https://sentry.io/organizations/acme/issues/${issueId}/events/${eventId}/`,
        issue_url: `https://sentry.io/api/0/organizations/acme/issues/${issueId}/`,
        issue_id: issueId,
      },
      triggered_rule: "Every error of the shop",
    },
    actor: { type: "application", id: "sentry", name: "Sentry" },
  };
}

function tagsOf(user: string) {
  return [
    ["browser", "Firefox 131.0"],
    ["environment", "production"],
    ["handled", "no"],
    ["level", "error"],
    ["release", "shop@4.2.1"],
    ["runtime", "CPython 3.12.4"],
    ["server_name", "web-3"],
    ["user", `id:${user}`],
  ];
}

function breadcrumbsOf(seconds: string) {
  const timestamp = Number(seconds);
  return [
    {
      timestamp,
      type: "http",
      category: "httplib",
      data: { url: "/api/basket", status_code: 200 },
    },
    { timestamp, type: "default", category: "query", message: "SELECT price FROM prices" },
    { timestamp, type: "default", category: "shop", level: "warning", message: "no price found" },
  ];
}

function exceptionOf(value: string) {
  const frames = Array.from({ length: 10 }, (_, depth) => {
    const last = depth === 9;
    return {
      filename: last ? "shop/orders/prices.py" : `shop/layer_${depth}/handlers.py`,
      function: last ? marks.issueStep : `handle_${depth}`,
      module: last ? "shop.orders.prices" : `shop.layer_${depth}.handlers`,
      lineno: 40 + depth * 7,
      in_app: depth > 3,
      context_line: last ? "    raise PriceMissing(order)" : "    return next(request)",
    };
  });
  const mechanism = { type: "django", handled: false };
  return { type: "PriceMissing", value, mechanism, stacktrace: { frames } };
}
