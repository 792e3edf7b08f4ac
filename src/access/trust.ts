import type { IncomingHttpHeaders } from "node:http";

/** What is known of a request before anybody has proved who they are. */
export interface Asking {
  /** The address of the connection's other end: of a proxy, where there is one. */
  readonly peer: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** What a proxy adds: then the peer is not who asks. */
const forwarding = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/**
 * Whether a request comes from this machine, from whoever works at it: the peer is loopback, the name that was asked for
 * is one (a page elsewhere may have its own name point here), nothing was forwarded, and no other site's page is behind it.
 */
export function isFromThisMachine({ peer, headers }: Asking): boolean {
  const site = headers["sec-fetch-site"];
  return (
    isLoopbackAddress(peer ?? "") &&
    isLoopbackName(headers.host ?? "") &&
    forwarding.every((name) => headers[name] === undefined) &&
    (site === undefined ? isOwnOrigin(headers) : site === "same-origin" || site === "none")
  );
}

export function isLoopbackAddress(address: string): boolean {
  return /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === "::1";
}

/** `localhost:8000`, `127.0.0.1`, `[::1]:8000`. */
function isLoopbackName(host: string): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(host)?.[1]?.toLowerCase() ?? "";
  return name === "localhost" || name === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/** Browsers that do not say from where they ask say the origin of a page, at least of another's. */
function isOwnOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return origin === undefined || URL.parse(origin)?.host === host;
}
