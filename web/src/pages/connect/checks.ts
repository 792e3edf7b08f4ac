import type { ReplyOf } from "../../client/call.ts";
import { type SenderName, senders, type Word } from "./senders.ts";

export type Status = ReplyOf<"GET /api/v1/status">;
type Refusals = ReplyOf<"GET /api/v1/refusals">;
type Projects = ReplyOf<"GET /api/v1/projects">;

/** One line of the check list. */
export interface CheckLine {
  readonly name: Word;
  readonly standing: "done" | "waiting" | "wrong";
  /** What that means or what to do. */
  readonly detail: Word;
}

/** Where the collector's own tests come from and go to: they are nobody's first delivery. */
const own = "collector-test";

/** What of connecting a sender is done, in the order in which it is done. */
export function checksOf(
  name: SenderName,
  status: Status,
  refusals: Refusals | undefined,
  projects: Projects | undefined,
): readonly CheckLine[] {
  const { families } = senders[name];
  const known: readonly string[] = families;
  const arrived = status.senders.filter(
    ({ source, family }) => source !== own && known.includes(family),
  );
  return [
    arrived.length > 0 ? reached : addressCheck(name, status),
    protectionCheck(name, status),
    {
      name: "checkTest",
      ...(status.deliveries.newest_id > 0
        ? { standing: "done", detail: "checkTestDone" }
        : { standing: "waiting", detail: "checkTestWaiting" }),
    },
    arrived.length > 0
      ? { ...arrival, standing: "done", detail: "checkArrivedDone" }
      : arrivalCheck(known, refusals),
    proofCheck(arrived.map(({ last_signature: signature }) => signature)),
    {
      name: "checkError",
      ...(projects?.items.some(({ slug, errors }) => slug !== own && errors > 0)
        ? { standing: "done", detail: "checkErrorDone" }
        : { standing: "waiting", detail: "checkErrorWaiting" }),
    },
  ];
}

/** Whatever the address looks like: the sender found it. */
const reached: CheckLine = {
  name: "checkAddress",
  standing: "done",
  detail: "checkAddressReached",
};

function addressCheck(sender: SenderName, { webhook }: Status): CheckLine {
  const { protocol, hostname } = new URL(webhook.url);
  const name = "checkAddress";
  if (sender === "sentry") {
    const isFine = protocol === "https:" && !isPrivate(hostname);
    return isFine
      ? { name, standing: "done", detail: "checkAddressDone" }
      : { name, standing: "wrong", detail: "checkAddressPrivate" };
  }
  return isLocal(hostname)
    ? { name, standing: "wrong", detail: "checkAddressLocal" }
    : { name, standing: "done", detail: "checkAddressDone" };
}

function protectionCheck(sender: SenderName, { protection }: Status): CheckLine {
  const bySecret = senders[sender].proof === "secret";
  const isSet = bySecret ? protection.secrets > 0 : protection.token;
  const name = bySecret ? "checkSecret" : "checkToken";
  if (isSet) return { name, standing: "done", detail: "checkSet" };
  // A sender that never signs is refused where only a secret is set.
  if (!bySecret && protection.secrets > 0) {
    return { name, standing: "wrong", detail: "checkTokenNeeded" };
  }
  return { name, standing: "waiting", detail: bySecret ? "checkSecretUnset" : "checkTokenUnset" };
}

const arrival = { name: "checkArrived" } as const;
/** What browsers and scanners are told: no sender goes wrong so. */
const ofOthers = new Set([404, 405]);

/** A refusal stands in the way only where it was this sender's. */
function arrivalCheck(families: readonly string[], refusals: Refusals | undefined): CheckLine {
  const refused = refusals?.items.filter(({ status }) => !ofOthers.has(status)) ?? [];
  if (refused.some(({ family }) => family !== null && families.includes(family))) {
    return { ...arrival, standing: "wrong", detail: "checkRefused" };
  }
  const isUnknown = refused.some(({ family }) => family === null);
  return {
    ...arrival,
    standing: "waiting",
    detail: isUnknown ? "checkRefusedUnknown" : "checkArrivedWaiting",
  };
}

function proofCheck(signatures: readonly string[]): CheckLine {
  const name = "checkProof";
  const [last] = signatures;
  if (last === undefined) return { name, standing: "waiting", detail: "checkProofWaiting" };
  if (last === "verified") return { name, standing: "done", detail: "checkProofSigned" };
  if (last === "token") return { name, standing: "done", detail: "checkProofToken" };
  return {
    name,
    standing: "wrong",
    detail: last === "unchecked" ? "checkProofUnchecked" : "checkProofUnsigned",
  };
}

/** Whether only this computer reaches it. */
function isLocal(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

/** Whether nobody on the internet reaches it. */
function isPrivate(hostname: string): boolean {
  return (
    isLocal(hostname) ||
    /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(hostname) ||
    /^\[f[cde]/.test(hostname) ||
    /\.(local|lan|internal|home\.arpa)$/.test(hostname) ||
    !/[.:]/.test(hostname)
  );
}
