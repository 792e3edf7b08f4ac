import type { Address, InputOf, ReplyOf } from "../../../src/contract/index.ts";
import { problemOf } from "./problem.ts";

export type { Address, InputOf, ReplyOf };

interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * Asks for an operation of the contract by its address: `call("GET /api/v1/issues/{id}", { id })`. The
 * input is flat, as in the contract. Throws a `Problem` when it is refused, `TypeError` when nobody answers.
 */
export async function call<A extends Address>(
  address: A,
  input: InputOf<A>,
  options: CallOptions = {},
): Promise<ReplyOf<A>> {
  return (await send(address, input, options)).json();
}

/** The same for an operation that answers text. */
export async function callText<A extends Address>(
  address: A,
  input: InputOf<A>,
  options: CallOptions = {},
): Promise<string> {
  return (await send(address, input, options)).text();
}

/** Where an operation that reads is found, for links, downloads and streams. */
export function urlOf<A extends Address & `GET ${string}`>(address: A, input: InputOf<A>): string {
  return partsOf(address, input).url;
}

async function send(address: Address, input: object, { signal }: CallOptions): Promise<Response> {
  const { method, url, body } = partsOf(address, input);
  const response = await fetch(url, {
    method,
    ...(signal === undefined ? {} : { signal }),
    ...(body === null
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

function partsOf(address: Address, input: object) {
  const [method = "", path = ""] = address.split(" ");
  const rest = new Map<string, unknown>(
    Object.entries(input).filter(([, value]) => value !== undefined),
  );
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = encodeURIComponent(String(rest.get(name)));
    rest.delete(name);
    return value;
  });
  if (method === "POST" || method === "PATCH") {
    return { method, url: filled, body: Object.fromEntries(rest) };
  }
  const query = new URLSearchParams();
  for (const [name, value] of rest) {
    for (const each of [value].flat()) query.append(name, String(each));
  }
  return { method, url: query.size === 0 ? filled : `${filled}?${query}`, body: null };
}
