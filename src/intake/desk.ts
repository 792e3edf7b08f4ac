import { hash } from "node:crypto";
import {
  type Delivery,
  Failure,
  type Identity,
  identityOf,
  type KeptHeaders,
  keyOfSource,
  laneOf,
  Rate,
  type Scrub,
  type SignatureState,
  scrubDelivery,
  slugOf,
  TooMany,
  unknownProject,
} from "../domain/index.ts";
import type { Archive, DoorLookups } from "../store/index.ts";
import {
  identify,
  keepHeaders,
  parseBody,
  type Recognised,
  recognise,
  type WireHeaders,
} from "../wire/index.ts";
import { type AdmitDeps, admit, admitWhenKnown } from "./admit.ts";
import type { Attribution } from "./attribution.ts";
import { authenticate, type Credentials, type Proof, proofOf } from "./authenticate.ts";
import type { RecentKeys } from "./repetitions.ts";
import type { Senders } from "./senders.ts";

export interface DeskDeps extends AdmitDeps {
  readonly archive: Pick<Archive, "append" | "countRepetition">;
  readonly lookups: AdmitDeps["lookups"] & Pick<DoorLookups, "earlierMessage" | "earlierSighting">;
  readonly credentials: Credentials;
  readonly attribution: Pick<Attribution, "sourceOf">;
  readonly recent: RecentKeys;
  readonly senders: Pick<Senders, "note">;
  /** Takes out of bodies what is not to be archived; null: they are archived as they came. */
  readonly archiveScrub: Scrub | null;
  readonly now: () => number;
  /** Milliseconds of work that one turn may pile up before further deliveries are refused. */
  readonly turnMsMax: number;
  /** Deliveries of one source in a second; 0: no limit. */
  readonly sourceDeliveriesPerSecondMax: number;
}

/** One webhook request with its body read. */
export interface Received {
  readonly bytes: Uint8Array;
  readonly headers: WireHeaders;
  /** From the address; null where it has none. */
  readonly token: string | null;
  /** Of a delivery that the collector sends to itself: its source. The filter does not concern it. */
  readonly ownSource?: string;
}

/** What the sender is told. */
export interface Answer {
  readonly status: 200 | 201;
  readonly body: {
    /** `kept`: on disk, and it tells of no error. */
    readonly status: "stored" | "duplicate" | "kept";
    readonly delivery_id: number;
    readonly event_id?: string;
  };
}

/** A delivery on its way over the desk. */
interface Case {
  readonly received: Received;
  /** When it came to the desk, of `performance.now()`. */
  readonly since: number;
  readonly answer: (answer: Answer) => void;
  readonly refuse: (thrown: unknown) => void;
  refused: boolean;
  proof: Proof | null;
  understood: Understood | null;
}

interface Understood {
  readonly headers: KeptHeaders;
  readonly receivedAt: number;
  readonly signature: SignatureState;
  readonly recognised: Recognised;
  readonly identity: Identity;
  readonly source: string;
}

/** Deliveries that go over the desk together. */
const groupMax = 64;
/**
 * Milliseconds that a turn goes on with what is there. One group a turn was too few: under a flood the event
 * loop reads thousands of requests between two turns.
 */
const turnMs = 25;

/**
 * Takes webhooks: prove → understand → admit → keep → answer. What one turn of the event loop has read
 * is worked through step by step rather than delivery by delivery, since a step that is repeated costs
 * half (its code and the database's pages are at hand), and is committed together.
 */
export class Desk {
  readonly #deps: DeskDeps;
  #cases: Case[] = [];
  #turn: NodeJS.Immediate | null = null;
  readonly #rate: Rate;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
    this.#rate = new Rate(deps.sourceDeliveriesPerSecondMax);
  }

  /**
   * Resolves only when the bytes are on the disk; rejects with a `Failure`, and nothing kept, otherwise.
   */
  take(received: Received): Promise<Answer> {
    this.#turn ??= setImmediate(() => this.#work());
    return new Promise((answer, refuse) => {
      this.#cases.push({
        received,
        since: performance.now(),
        answer,
        refuse,
        refused: false,
        proof: null,
        understood: null,
      });
    });
  }

  /** Group after group, and a further turn for what is left after a while: in between answers go out. */
  #work(): void {
    const until = performance.now() + turnMs;
    do this.#workOnNext();
    while (this.#cases.length > 0 && performance.now() < until);
    this.#turn = this.#cases.length > 0 ? setImmediate(() => this.#work()) : null;
  }

  #workOnNext(): void {
    const group = this.#cases.splice(0, groupMax);
    const tooLate = performance.now() - this.#deps.turnMsMax;
    const inTime = group.filter(({ since }) => since > tooLate);
    if (inTime.length < group.length) refuseAll(group.filter(({ since }) => since <= tooLate));
    this.#workOn(inTime);
  }

  #workOn(group: readonly Case[]): void {
    each(group, (one) => this.#prove(one));
    each(group, (one) => this.#understand(one));
    each(group, (one) => this.#hold(one));
    each(group, (one) => this.#admit(one));
  }

  #prove(one: Case): void {
    one.proof = proofOf(this.#deps.credentials, one.received);
  }

  #understand(one: Case): void {
    const { received, proof } = one;
    if (proof === null) return;
    const parsed = parseBody(received.bytes);
    if (!parsed.ok) throw new Failure("invalid", parsed.reason);
    const receivedAt = this.#deps.now();
    const headers = keepHeaders(received.headers);
    const recognised = recognise({ headers, payload: parsed.payload, receivedAt });
    const signature = authenticate(this.#deps.credentials, proof, recognised);
    const identity = identify(recognised);
    const source = received.ownSource ?? this.#deps.attribution.sourceOf(recognised, identity);
    one.understood = { headers, receivedAt, signature, recognised, identity, source };
  }

  /** Refuses what a source sends too often: only now it has proved that it is the source. */
  #hold({ received, understood, since }: Case): void {
    if (understood === null || received.ownSource !== undefined) return;
    const { source } = understood;
    const waitMs = this.#rate.take(source, since);
    if (waitMs === 0) return;
    throw new TooMany(
      `The source ${source} delivers too often (SOURCE_DELIVERIES_PER_SECOND_MAX).`,
      waitMs,
    );
  }

  #admit(one: Case): void {
    const { understood } = one;
    if (understood === null) return;
    const { identity, source } = understood;
    const admitted = one.received.ownSource !== undefined || admit(identity, source, this.#deps);
    const keep = (): void => this.#keep(one, understood);
    if (admitted === true) {
      keep();
      return;
    }
    const later = async (): Promise<void> => {
      if (!(await admitted)) await admitWhenKnown(identity, source, this.#deps);
    };
    later().then(keep, one.refuse);
  }

  /** Appends the delivery, or counts it where it was kept before, and answers when that is on the disk. */
  #keep(one: Case, understood: Understood): void {
    const { archive, recent } = this.#deps;
    const { identity } = understood;
    const contentKey = contentKeyOf(understood, one.received.bytes);
    const earlier = contentKey === null ? null : recent.find(contentKey);
    if (typeof earlier === "number") {
      const counted = archive.countRepetition(earlier);
      counted.then((id) => {
        one.answer(duplicateAnswer(id, identity));
        this.#noteSender(understood, { counts: false });
      }, one.refuse);
    } else if (earlier !== null) {
      // The first copy is being written. When that fails, this one takes its place.
      const again = (): void => this.#keep(one, understood);
      earlier.then(again, again);
    } else {
      this.#keepFirst(one, understood, contentKey);
    }
  }

  /** The first copy that this process has seen of late: the database may know of an earlier one. */
  #keepFirst(one: Case, understood: Understood, contentKey: string | null): void {
    const { archive, recent, archiveScrub } = this.#deps;
    const { identity } = understood;
    const append = (): Promise<number> => {
      const delivery = deliveryOf(one.received, understood, contentKey);
      return archive.append(
        archiveScrub === null ? delivery : scrubbed(delivery, understood, archiveScrub),
      );
    };
    const stored = contentKey === null ? null : this.#storedCopy(contentKey, understood);
    let isFirst = true;
    const keep = (earlier: number | null): Promise<number> => {
      isFirst = earlier === null;
      return earlier === null ? append() : archive.countRepetition(earlier);
    };
    const writing = stored instanceof Promise ? stored.then(keep) : keep(stored);
    if (contentKey !== null) recent.remember(contentKey, writing);
    writing.then((id) => {
      one.answer(isFirst ? keptAnswer(id, identity) : duplicateAnswer(id, identity));
      this.#noteSender(understood, { counts: isFirst });
    }, one.refuse);
  }

  #noteSender(
    { source, recognised, signature, receivedAt }: Understood,
    how: { counts: boolean },
  ): void {
    const { family } = recognised;
    this.#deps.senders.note({ source, family, signature, receivedAt }, how);
  }

  /** The id of the first copy of this message, as the database knows it; null when this is the first. */
  #storedCopy(
    contentKey: string,
    { identity, source }: Understood,
  ): number | null | Promise<number | null> {
    const { lookups } = this.#deps;
    if (identity.brings !== "event") return lookups.earlierMessage(contentKey);
    return lookups.earlierSighting({
      source,
      project: identity.projects[0] ?? unknownProject,
      identity: identityOf(identity.eventId, contentKey),
      contentKey,
    });
  }
}

/** One step for each that is not refused yet; a step that throws refuses only its own. */
function each(group: readonly Case[], step: (one: Case) => void): void {
  for (const one of group) {
    if (one.refused) continue;
    try {
      step(one);
    } catch (thrown) {
      one.refused = true;
      one.refuse(thrown);
    }
  }
}

/** The sender waits one second and no longer: what cannot be done in time is told so at once. */
function refuseAll(group: readonly Case[]): void {
  for (const one of group) {
    one.refuse(
      new Failure("unavailable", "More deliveries arrive than can be written; try again."),
    );
  }
}

/**
 * What makes a repetition, cut to 22 characters. An event without an id of its own is known by its
 * bytes; alerts of GlitchTip and Bugsink say nothing that would tell two of them apart, so each counts.
 */
function contentKeyOf(
  { identity: { contentKey, brings }, source, recognised: { family } }: Understood,
  bytes: Uint8Array,
): string | null {
  const before = keyOfSource(source, family);
  if (contentKey !== null) return hash("md5", `${before}${contentKey}`, "base64url");
  if (brings !== "event") return null;
  return hash("md5", `${before}body:${hash("sha256", bytes, "hex")}`, "base64url");
}

function deliveryOf({ bytes }: Received, told: Understood, contentKey: string | null): Delivery {
  const { receivedAt, headers, signature, recognised, identity, source } = told;
  const together = identity.upstreamIssueIds[0] ?? identity.eventId ?? contentKey;
  return {
    receivedAt,
    lane: laneOf(together ?? String(receivedAt)),
    door: "webhook",
    source,
    family: recognised.family,
    resource: identity.resource,
    action: identity.action,
    contentKey,
    signature,
    headers,
    body: bytes,
  };
}

/** Only now, when all that is told by the bytes is known: signature, identity, content key. */
function scrubbed(
  delivery: Delivery,
  { recognised, identity }: Understood,
  scrub: Scrub,
): Delivery {
  const names = identity.projects.map(({ slug, name }) => slug ?? (name && slugOf(name)));
  const [project = null] = names;
  const isOne = names.every((each) => each === project);
  const payload = recognised.seen.body;
  return scrubDelivery(delivery, { payload, project: isOne ? project : null }, scrub);
}

function keptAnswer(id: number, identity: Identity): Answer {
  const { eventId, brings } = identity;
  const event = eventId === null ? {} : { event_id: eventId };
  return brings === "note"
    ? { status: 200, body: { status: "kept", delivery_id: id, ...event } }
    : { status: 201, body: { status: "stored", delivery_id: id, ...event } };
}

function duplicateAnswer(id: number, { eventId }: Identity): Answer {
  const event = eventId === null ? {} : { event_id: eventId };
  return { status: 200, body: { status: "duplicate", delivery_id: id, ...event } };
}
