import type { SafeFetch } from "./safe-fetch.ts";

const limits = { msMax: 5000, bytesMax: 1024 * 1024 } as const;

/** Statuses that have no body, by the standard of `fetch`. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** `fetch` for packages that know nothing else, by the only way out: with its rules, and without redirects. */
export function fetchBy(out: Pick<SafeFetch, "fetch">): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { url, method, signal } = request;
    if (method !== "GET" && method !== "POST") throw new TypeError(`${method} is not sent.`);
    const headers = Object.fromEntries(request.headers);
    const body = method === "POST" ? { body: await request.text() } : {};
    const answered = await out.fetch({ url, method, headers, signal, ...limits, ...body });
    const { "content-encoding": _unpacked, "content-length": _packed, ...told } = answered.headers;
    const { status } = answered;
    const sent = bodiless.has(status) ? null : new Uint8Array(answered.body);
    return new Response(sent, { status, headers: told });
  };
}
