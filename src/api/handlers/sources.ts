import { z } from "zod";
import { millisecondsOf } from "../../contract/index.ts";
import {
  Failure,
  type StoredSource,
  type UpstreamKind,
  type WriteBackMode,
} from "../../domain/index.ts";
import type { UpstreamStep } from "../../manage/index.ts";
import { cursorFor } from "../reads/written.ts";
import type { Context, Handlers } from "../v1/handlers.ts";
import { actorFor, present } from "./asked.ts";
import { placeAt } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";

type Kept = Extract<
  keyof Handlers,
  | `${string} /api/v1/sources${string}`
  | `${string} /api/v1/backfills${string}`
  | `${string} /api/v1/outbox${string}`
>;

const sourcesMax = 50;
const hourMs = 3_600_000;
const secondMs = 1000;
const fromSettings = ["default", "glitchtip"];

/** Sources with their APIs, what is fetched from them, and what is owed to them. */
export function sourceHandlers(deps: HandlerDeps): Pick<Handlers, Kept> {
  return { ...sourceOnes(deps), ...fetchingOnes(deps) };
}

type SourceOnes = Extract<Kept, `${string} /api/v1/sources${string}`>;

function sourceOnes(deps: HandlerDeps): Pick<Handlers, SourceOnes> {
  const { readers, upstreams } = deps;
  return {
    async "GET /api/v1/sources"() {
      const items = (await readers.ask("sources", null)).map((row) => shownSource(row, deps));
      return { items, next_cursor: null };
    },

    async "POST /api/v1/sources"(input, context) {
      const { slug } = input;
      const source: StoredSource = {
        slug,
        kind: input.kind,
        baseUrl: baseOf(input.base_url),
        organization: input.organization ?? null,
        projects: input.projects,
        origin: "added",
        pullMs: input.pull_seconds * secondMs,
        writeBack: input.write_back,
        sealedToken: upstreams.seal(input.token),
        enabled: true,
      };
      await perform({ do: "add", source, max: sourcesMax }, deps, context);
      upstreams.refresh();
      return sourceAt(slug, deps);
    },

    "GET /api/v1/sources/{slug}": ({ slug }) => sourceAt(slug, deps),

    async "PATCH /api/v1/sources/{slug}"({ slug, ...input }, context) {
      const before = await storedAt(slug, deps);
      refuseWhatSettingsSay(before, input);
      if (input.base_url !== undefined && input.token === undefined) {
        throw new Failure(
          "unprocessable",
          "Give the token with a new address: it was for the old one.",
        );
      }
      const source: StoredSource = {
        ...before,
        baseUrl: input.base_url === undefined ? before.baseUrl : baseOf(input.base_url),
        organization: input.organization === undefined ? before.organization : input.organization,
        projects: input.projects ?? before.projects,
        pullMs: input.pull_seconds === undefined ? before.pullMs : input.pull_seconds * secondMs,
        writeBack: input.write_back ?? before.writeBack,
        sealedToken: input.token === undefined ? before.sealedToken : upstreams.seal(input.token),
      };
      await perform({ do: "change", source }, deps, context);
      upstreams.refresh();
      return sourceAt(slug, deps);
    },

    async "DELETE /api/v1/sources/{slug}"({ slug }, context) {
      const gone = await sourceAt(slug, deps);
      if (gone.origin === "environment" && gone.enabled) throw ofSettings(slug);
      await perform({ do: "drop", slug }, deps, context);
      upstreams.refresh();
      return gone;
    },

    async "POST /api/v1/sources/{slug}/check"({ slug }) {
      await storedAt(slug, deps);
      return { checks: await upstreams.check({ slug }) };
    },

    async "POST /api/v1/sources/{slug}/connect"({ slug, dry_run: dryRun }) {
      await storedAt(slug, deps);
      return upstreams.connect({ slug, dryRun });
    },

    async "GET /api/v1/sources/{slug}/completeness"({ slug, hours, project }, { now }) {
      await storedAt(slug, deps);
      const from = Math.floor(now / hourMs - hours) * hourMs;
      const ask = { source: slug, from, ...(project === undefined ? {} : { project }) };
      return readers.ask("completeness", ask);
    },
  };
}

function fetchingOnes(deps: HandlerDeps): Pick<Handlers, Exclude<Kept, SourceOnes>> {
  const { readers, upstreams } = deps;
  return {
    async "GET /api/v1/backfills"({ source, active, cursor, limit }) {
      const filter = {
        ...(source === undefined ? {} : { source }),
        ...(active === undefined ? {} : { active }),
      };
      const before = placeAt(cursor, z.int());
      const { items, next } = await readers.ask("backfills", { filter, before, limit });
      return { items, next_cursor: cursorFor(next) };
    },

    async "POST /api/v1/backfills"({ source: slug, since, until, projects }, { now }) {
      await storedAt(slug, deps);
      const { ids } = await upstreams.backfill({
        slug,
        since: millisecondsOf(since, now),
        until: until === undefined ? null : millisecondsOf(until, now),
        projects: projects ?? null,
      });
      return { items: await readers.ask("backfillsOf", ids) };
    },

    async "POST /api/v1/backfills/{id}/stop"({ id }, context) {
      await perform({ do: "stopBackfill", id }, deps, context);
      const [stopped] = await readers.ask("backfillsOf", [id]);
      return present(stopped ?? null, `Backfill ${id}`);
    },

    async "GET /api/v1/outbox"({ state, kind, source, cursor, limit }) {
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(kind === undefined ? {} : { kind }),
        ...(source === undefined ? {} : { source }),
      };
      const before = placeAt(cursor, z.int());
      const { items, next } = await readers.ask("outbox", { filter, before, limit });
      return { items, next_cursor: cursorFor(next) };
    },

    async "POST /api/v1/outbox/{id}/retry"({ id }, context) {
      await perform({ do: "retryJob", id }, deps, context);
      return present(await readers.ask("outboxJob", id), `Work ${id}`);
    },
  };
}

function perform(step: UpstreamStep, deps: HandlerDeps, context: Context) {
  const actor = actorFor(context);
  return deps.perform({ command: { do: "upstream", step }, actor, now: context.now });
}

type Row = Awaited<ReturnType<typeof rowAt>>;

async function rowAt(slug: string, { readers }: HandlerDeps) {
  const rows = await readers.ask("sources", null);
  const found = rows.find((each) => each.slug === slug);
  if (found === undefined) throw new Failure("not_found", `There is no source ${slug}.`);
  return found;
}

async function storedAt(slug: string, deps: HandlerDeps): Promise<StoredSource> {
  const row = await rowAt(slug, deps);
  return {
    slug,
    kind: row.kind as UpstreamKind,
    baseUrl: row.base_url,
    organization: row.organization,
    projects: row.projects,
    origin: row.origin as StoredSource["origin"],
    pullMs: row.pull_ms,
    writeBack: row.write_back as WriteBackMode,
    sealedToken: row.sealedToken,
    enabled: row.enabled,
  };
}

async function sourceAt(slug: string, deps: HandlerDeps) {
  return shownSource(await rowAt(slug, deps), deps);
}

function shownSource(row: Row, { upstreams }: HandlerDeps) {
  const standing = upstreams.standings().find(({ slug }) => slug === row.slug) ?? null;
  const isoOrNull = (at: number | null | undefined) =>
    at === null || at === undefined ? null : new Date(at).toISOString();
  return {
    slug: row.slug,
    kind: row.kind as UpstreamKind,
    base_url: row.base_url,
    organization: row.organization,
    projects: row.projects,
    origin: row.origin as "environment" | "added",
    enabled: row.enabled,
    // The settings define a source only with its token.
    has_token: row.origin === "environment" ? row.enabled : row.sealedToken !== null,
    pull_seconds: Math.round(row.pull_ms / secondMs),
    write_back: row.write_back as WriteBackMode,
    standing:
      standing === null
        ? null
        : {
            trouble: standing.trouble,
            silent_since: isoOrNull(standing.silent?.since),
            silent_reason: standing.silent?.reason ?? null,
            clock_ahead_ms: standing.skewMs === null ? null : Math.round(standing.skewMs),
            requests: standing.requests,
            events_stored: standing.stored,
            last_answer_at: isoOrNull(standing.lastAnswerAt),
          },
    outbox: row.outbox,
  };
}

function refuseWhatSettingsSay(
  { origin, slug }: StoredSource,
  { write_back: _, ...given }: Readonly<Record<string, unknown>>,
): void {
  const others = Object.values(given).some((value) => value !== undefined);
  if (origin === "environment" && others) throw ofSettings(slug);
}

function ofSettings(slug: string): Failure {
  const settings = fromSettings.includes(slug)
    ? "SENTRY_API_TOKEN, SENTRY_BASE_URL, GLITCHTIP_API_TOKEN …"
    : "the environment";
  return new Failure("conflict", `The settings define ${slug} (${settings}): change it there.`);
}

/** Without a slash at its end, and without what belongs to the API. */
function baseOf(address: string): string {
  return address.replace(/\/(api\/0|api\/canonical\/0)?\/*$/, "").replace(/\/+$/, "");
}
