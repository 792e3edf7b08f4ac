import { lookup as resolve } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { addRange, inList, isMetadataAddress, isPublicAddress } from "./addresses.ts";

/** Who may be spoken to beside the open internet. */
export interface OutgoingRules {
  /** OUTBOUND_ALLOW: hosts, addresses and ranges. */
  readonly allow: readonly string[];
  /** Hosts of configured sources, as `host:port`; asked anew at each request. */
  readonly trusted: () => ReadonlySet<string>;
}

export type OutgoingFailureKind =
  | "refused" // our own rules forbid it: it is final
  | "unreachable" // no such host, no connection, cut off
  | "timeout"
  | "too_large"
  | "stopped";

/** Why nothing came back. The message is for people and holds no secret. */
export class OutgoingFailure extends Error {
  readonly kind: OutgoingFailureKind;

  constructor(kind: OutgoingFailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutgoingFailure";
    this.kind = kind;
  }
}

/** Ports of strangers: what speaks HTTP there is meant to be spoken to. */
const openPorts: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

/** Where something is to go. */
export interface Place {
  /** A name or an address, an IPv6 one without its brackets. */
  readonly host: string;
  readonly port: number;
}

/** `host:port` of an address: how `trusted` names it. */
export function placeOf(address: string): string {
  const { protocol, hostname, port } = new URL(address);
  return `${hostname.replace(/^\[|\]$/g, "")}:${port || (protocol === "https:" ? 443 : 80)}`;
}

/** Which places may be spoken to, and at which address: whoever connects connects to that, and asks no name again. */
export class Gate {
  readonly #rules: OutgoingRules;
  readonly #hosts = new Set<string>();
  readonly #ranges = new BlockList();

  constructor(rules: OutgoingRules) {
    this.#rules = rules;
    for (const entry of rules.allow) {
      if (!addRange(this.#ranges, entry)) this.#hosts.add(entry.toLowerCase());
    }
  }

  /** The address that a place may be spoken to at. Rejects with an `OutgoingFailure`. */
  async addressOf({ host, port }: Place): Promise<string> {
    const allowed = this.#hosts.has(host) || this.#hosts.has(`${host}:${port}`);
    const trusted = allowed || this.#rules.trusted().has(`${host}:${port}`);
    if (!trusted && !openPorts.has(port) && !inList(this.#ranges, host)) {
      throw refused(`port ${port} of ${host} is none that strangers are spoken to at`);
    }
    const addresses = await addressesOf(host);
    const bad = addresses.find((each) => {
      if (allowed || inList(this.#ranges, each)) return false;
      return trusted ? isMetadataAddress(each) : !isPublicAddress(each);
    });
    if (bad !== undefined) throw refused(`${host} is at ${bad}, which is no public address`);
    return addresses[0] ?? host;
  }
}

function refused(reason: string): OutgoingFailure {
  return new OutgoingFailure("refused", `${reason}: name it in OUTBOUND_ALLOW if that is right.`);
}

async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    const found = await resolve(host, { all: true });
    return found.map(({ address }) => address);
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    throw new OutgoingFailure("unreachable", `The name ${host} cannot be resolved (${code}).`, {
      cause: thrown,
    });
  }
}
