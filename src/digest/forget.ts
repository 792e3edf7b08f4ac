import { type ErrorFacts, type Mentions, type Reading, userTagKey } from "../domain/index.ts";
import { forgetErrors, forgetTag } from "../manage/index.ts";
import type { ArchiveReader, Ledger, Records } from "../store/index.ts";
import { parseBody, readDelivery } from "../wire/index.ts";

/** What was removed to forget somebody. */
export interface Forgotten {
  readonly errors: number;
  readonly deliveries: number;
  /** Values of tags, with what they counted. */
  readonly tags: number;
  /** Issues whose title or culprit named them. */
  readonly issues: number;
  /** Entries of timelines and other texts that named them. */
  readonly texts: number;
  /** Deliveries that cannot be read, so that nobody knows what they say. */
  readonly unreadable: number;
}

export interface ForgetDeps {
  readonly records: Records;
  readonly archive: Pick<ArchiveReader, "after">;
  readonly transact: <T>(work: (ledger: Ledger) => T) => T;
}

const deliveriesAtOnce = 500;
const bytesAtOnce = 8 * 1024 * 1024;
const rowsAtOnce = 2000;

/**
 * Forgets somebody, a little at a time: between two steps anything may happen. The archive is the truth, so it is read
 * whole; what has no delivery is read where it lies. Whatever is cut off can be done again. Doomed deliveries are still
 * in the archive afterwards.
 */
export function* forget(mentions: Mentions, deps: ForgetDeps): Generator<void, Forgotten, void> {
  const { forgettable } = deps.records;
  const counts = { errors: 0, deliveries: 0, tags: 0, issues: 0, texts: 0, unreadable: 0 };
  forgettable.shred(true);
  try {
    yield* deliveries(mentions, deps, counts);
    yield* undelivered(mentions, deps, counts);
    yield* tags(mentions, deps, counts);
    yield* issues(mentions, deps, counts);
    yield* texts(mentions, deps, counts);
    let merging = deps.transact(() => forgettable.mergeWords(true));
    while (merging) {
      yield;
      merging = deps.transact(() => forgettable.mergeWords(false));
    }
    while (forgettable.giveBack()) yield;
  } finally {
    forgettable.shred(false);
  }
  return counts;
}

type Counts = { -readonly [Name in keyof Forgotten]: number };
type Steps = Generator<void, void, void>;

/** Up to what is digested: what comes meanwhile is looked at too. */
function* deliveries(mentions: Mentions, deps: ForgetDeps, counts: Counts): Steps {
  const { archive, records, transact } = deps;
  for (let after = 0; ; ) {
    const limits = { countMax: deliveriesAtOnce, bytesMax: bytesAtOnce, idMax: records.cursor() };
    const found: number[] = [];
    let last: number | null = null;
    for (const delivery of archive.after(after, limits)) {
      last = delivery.id;
      if (delivery.damage !== null) counts.unreadable += 1;
      else if (tellsOf(delivery, mentions)) found.push(delivery.id);
    }
    if (last === null) return;
    after = last;
    if (found.length > 0) {
      counts.deliveries += found.length;
      counts.errors += transact((ledger) => {
        for (const id of found) records.forgettable.doom(id);
        return forgetErrors(
          found.flatMap((id) => records.forgettable.errorsOf(id)),
          ledger,
        );
      });
    }
    yield;
  }
}

interface Told {
  readonly headers: Parameters<typeof readDelivery>[0]["headers"];
  readonly body: Uint8Array;
}

function tellsOf({ headers, body }: Told, mentions: Mentions): boolean {
  const text = new TextDecoder().decode(body);
  if (mentions.isIn(text) || mentions.isIn(JSON.stringify(headers))) return true;
  if (!mentions.mayBeIn(text)) return false;
  const parsed = parseBody(body);
  if (!parsed.ok) return false;
  try {
    const readings = readDelivery({ headers, payload: parsed.payload, receivedAt: 0 });
    return readings.some((reading) => {
      const error = errorIn(reading);
      return error !== null && mentions.isUserOf(error);
    });
  } catch {
    // It was not digested either: it told of no error.
    return false;
  }
}

function errorIn(reading: Reading): ErrorFacts | null {
  return reading.what === "error" || reading.what === "alert" ? reading.error : null;
}

function* undelivered(
  mentions: Mentions,
  { records, transact }: ForgetDeps,
  counts: Counts,
): Steps {
  for (let after = 0; ; ) {
    const page = records.forgettable.undelivered(after, rowsAtOnce);
    const found = page.filter(({ text, line, tags: named }) => {
      const user = line === null ? null : (JSON.parse(line) as Pick<ErrorFacts, "user">).user;
      const error = { user: user ?? null, tags: named };
      return mentions.isIn(text) || mentions.isIn(line ?? "") || mentions.isUserOf(error);
    });
    counts.errors += transact((ledger) =>
      forgetErrors(
        found.map(({ id }) => id),
        ledger,
      ),
    );
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield;
  }
}

/** Also those of errors that retention removed: they are still counted. */
function* tags(mentions: Mentions, { records, transact }: ForgetDeps, counts: Counts): Steps {
  for (let after = 0; ; ) {
    const page = records.forgettable.tags(after, rowsAtOnce);
    // What only they had is not counted any more: who they are was said by it all the same.
    const found = page.filter(({ key, value, used }) => !used || mentions.isTag(key, value));
    for (const { id, key, used } of found) {
      if (used) counts.tags += 1;
      transact((ledger) => {
        forgetTag(
          id,
          { keyIds: records.forgettable.dropTag(id), isUser: key === userTagKey },
          ledger,
        );
      });
      yield;
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield;
  }
}

function* issues(mentions: Mentions, { records, transact }: ForgetDeps, counts: Counts): Steps {
  for (let after = 0; ; ) {
    const page = records.forgettable.issueTexts(after, rowsAtOnce);
    const found = page.filter(({ text }) => mentions.isIn(text));
    transact((ledger) => {
      for (const { id } of found) {
        const issue = ledger.issue(id);
        if (issue === null) continue;
        issue.title = mentions.without(issue.title);
        issue.culprit = issue.culprit === null ? null : mentions.without(issue.culprit);
        ledger.touchIssue(issue);
      }
    });
    counts.issues += found.length;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield;
  }
}

function* texts(mentions: Mentions, { records, transact }: ForgetDeps, counts: Counts): Steps {
  const steps = records.forgettable.rewrite(mentions, rowsAtOnce);
  for (;;) {
    const { done, value } = transact(() => steps.next());
    if (done === true) return;
    counts.texts += value;
    yield;
  }
}
