import type { InputOf } from "../../client/call.ts";
import { oneOf, textIn } from "../../search-params.ts";

export const states = ["kept", "digested", "ignored", "failed"] as const;
export const signatures = ["verified", "token", "unchecked", "unsigned", "fetched"] as const;
export const spans = ["1h", "24h", "7d"] as const;
export const refusedStatuses = ["401", "403", "413", "400", "405", "408", "431", "503"] as const;

/** What the address of the list says; what is not there is everything. */
export interface DeliveriesSearch {
  readonly tab?: "refused";
  readonly state?: (typeof states)[number];
  readonly family?: string;
  readonly resource?: string;
  readonly source?: string;
  readonly signature?: (typeof signatures)[number];
  readonly since?: (typeof spans)[number];
  /** Of what was refused: only with this answer. */
  readonly status?: (typeof refusedStatuses)[number];
}

/** Fields of which some may be given as undefined. */
export type Changed<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Without what is undefined: such a field does not stand in an address. */
export function present<T extends object>(fields: Changed<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

export function readSearch(search: Readonly<Record<string, unknown>>): DeliveriesSearch {
  return present({
    tab: oneOf(search["tab"], ["refused"]),
    state: oneOf(search["state"], states),
    family: textIn(search["family"]),
    resource: textIn(search["resource"]),
    source: textIn(search["source"]),
    signature: oneOf(search["signature"], signatures),
    since: oneOf(search["since"], spans),
    status: oneOf(textIn(search["status"]), refusedStatuses),
  });
}

/** What the archive is asked for. */
export function inputOf(search: DeliveriesSearch): InputOf<"GET /api/v1/deliveries"> {
  const { state, family, resource, source, signature, since } = search;
  const only = <T>(value: T | undefined): T[] | undefined =>
    value === undefined ? undefined : [value];
  return {
    ...present<InputOf<"GET /api/v1/deliveries">>({
      state: only(state),
      family: only(family),
      resource: only(resource),
      source: only(source),
      signature: only(signature),
      since,
    }),
    limit: 50,
  };
}

/** How the body of one delivery is shown: usually pretty. */
export interface DeliverySearch {
  readonly body?: "raw";
}

export function readDeliverySearch(search: Readonly<Record<string, unknown>>): DeliverySearch {
  return present({ body: oneOf(search["body"], ["raw"]) });
}
