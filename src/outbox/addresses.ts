import { BlockList, isIP, isIPv4 } from "node:net";

// Where nothing that leaves the collector may go unless somebody allowed it: what is not a public unicast
// address by the registries of special-purpose addresses (RFC 6890 and its successors).
const refusedRanges = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // behind a carrier's NAT
  "127.0.0.0/8", // loopback
  "169.254.0.0/16", // link-local; clouds keep their metadata at 169.254.169.254
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocol assignments; Oracle's metadata
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // 6to4 relays
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, broadcast
  "::/112", // unspecified, loopback, and IPv4-compatible addresses of this network
  "64:ff9b:1::/48", // local NAT64
  "100::/64", // discard
  "2001::/23", // protocol assignments; Teredo hides an address of its own
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4
  "3fff::/20", // documentation
  "5f00::/16", // segment routing
  "fc00::/7", // private; AWS keeps its metadata at fd00:ec2::254
  "fe80::/10", // link-local
  "fec0::/10", // site-local
  "ff00::/8", // multicast
] as const;

/** Adds `10.0.0.0/8` or `10.1.2.3` to a list. Returns false when it is no range. */
export function addRange(list: BlockList, text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  const bits = family === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : Number(/^\d{1,3}$/.test(prefix) ? prefix : "-1");
  if (length < 0 || length > bits) return false;
  list.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  return true;
}

const refused = new BlockList();
for (const range of refusedRanges) addRange(refused, range);

const metadata = new BlockList();
for (const range of ["169.254.0.0/16", "fe80::/10", "fd00:ec2::254", "100.100.100.200"]) {
  addRange(metadata, range);
}

/** Where clouds tell machines who they are: no source is there, whoever says so. */
export function isMetadataAddress(address: string): boolean {
  return inList(metadata, embeddedIPv4(address) ?? address);
}

/** Whether an address is one of the open internet. An IPv4 address within an IPv6 one counts as what it is. */
export function isPublicAddress(address: string): boolean {
  const embedded = embeddedIPv4(address);
  if (embedded !== null) return isPublicAddress(embedded);
  return !inList(refused, address);
}

export function inList(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** The IPv4 address that an IPv6 address carries: mapped, compatible, or behind NAT64; else null. */
export function embeddedIPv4(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const words = wordsOf(address);
  const head = words.slice(0, 6).join(":");
  const carries = ["0:0:0:0:0:65535", "0:0:0:0:0:0", "0:0:0:0:65535:0", "100:65435:0:0:0:0"];
  const [high = 0, low = 0] = words.slice(6);
  // `::` and `::1` are addresses of their own.
  if (!carries.includes(head) || (head === "0:0:0:0:0:0" && high === 0)) return null;
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The eight words of an IPv6 address. */
function wordsOf(address: string): number[] {
  const plain = (address.split("%")[0] ?? "").replace(/[\d.]+$/, (tail) =>
    isIPv4(tail) ? hexOf(tail) : tail,
  );
  const [left = "", right] = plain.split("::");
  const parse = (text: string) =>
    text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16));
  const [before, after] = [parse(left), parse(right ?? "")];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return right === undefined ? before : [...before, ...zeros, ...after];
}

function hexOf(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split(".").map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
