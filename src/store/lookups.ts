import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  contentKeyOfItem,
  type KnownSource,
  type ProjectRef,
  slugOf,
  unknownProject,
  writtenBack,
} from "../domain/index.ts";
import { openSqlite } from "./dialects/sqlite.ts";
import { knownSourceFrom, sourcesSql } from "./records/upstream-rows.ts";

/** Projects whose ids are remembered, at most. */
const rememberedMax = 10_000;

/** What the doors ask of what is known already, a few microseconds each. */
export class Lookups {
  readonly #db: DatabaseSync;
  readonly #projectBySlug: StatementSync;
  readonly #projectByUpstream: StatementSync;
  readonly #projectByIssue: StatementSync;
  readonly #projectNames: StatementSync;
  readonly #upstreamIds: StatementSync;
  readonly #sighting: StatementSync;
  readonly #contentKey: StatementSync;
  readonly #projectIds = new Map<string, number>();

  constructor({ errorsPath }: { errorsPath: string }) {
    this.#db = openSqlite(errorsPath, { readOnly: true });
    const prepare = (text: string): StatementSync => this.#db.prepare(text);
    this.#projectBySlug = prepare("select id from projects where slug = ?");
    this.#projectByUpstream = prepare(
      "select project_id as id from project_upstreams where source = ? and upstream_id = ?",
    );
    this.#projectByIssue = prepare(
      "select project_id as id from issues where upstream_id = ? and upstream_source = ? order by id desc limit 1",
    );
    this.#projectNames = prepare("select slug, name from projects where id = ?");
    this.#upstreamIds = prepare("select upstream_id from project_upstreams where project_id = ?");
    this.#sighting = prepare(`
      select s.delivery_id from error_identities i
      join sightings s on s.error_id = i.error_id and s.content_key = ?
      where i.project_id = ? and i.event_id = ?`);
    this.#contentKey = prepare("select delivery_id from content_keys where key = ?");
  }

  /** Every name of the project that a payload refers to: what it says itself, and what is known here. */
  projectNames(source: string, ref: ProjectRef): ProjectRef[] {
    const id = this.#projectId(source, ref);
    return id === null ? [ref] : [ref, ...this.#namesOf(id)];
  }

  /** The same for the project of an issue that the upstream knows by this id; [] when it is not known. */
  projectNamesOfIssue(source: string, upstreamIssueId: string): ProjectRef[] {
    const row = this.#projectByIssue.get(upstreamIssueId, source);
    return row === undefined ? [] : this.#namesOf(Number(row["id"]));
  }

  /** The delivery that brought this very message, which has no event, before; or null. */
  earlierMessage(contentKey: string): number | null {
    const row = this.#contentKey.get(contentKeyOfItem(contentKey, 0));
    // What was written back is no delivery that a copy could be counted for.
    return row === undefined || row["delivery_id"] === writtenBack
      ? null
      : Number(row["delivery_id"]);
  }

  /** The delivery that brought this very message with this very event before, or null. */
  earlierSighting(message: {
    source: string;
    project: ProjectRef;
    /** See `identityOf` in the domain. */
    identity: string;
    contentKey: string;
  }): number | null {
    const { source, project, identity, contentKey } = message;
    this.#look();
    const projectId = this.#projectId(source, project);
    if (projectId === null) return null;
    const row = this.#sighting.get(contentKey, projectId, identity);
    return row === undefined ? null : Number(row["delivery_id"]);
  }

  sources(): readonly KnownSource[] {
    return this.#db.prepare(sourcesSql).all().map(knownSourceFrom);
  }

  close(): void {
    this.#db.close();
  }

  /**
   * All lookups of one turn see the database at one moment: the digest writes all the time, and each
   * new look would begin with an empty page cache.
   */
  #look(): void {
    if (this.#db.isTransaction) return;
    this.#db.exec("begin");
    setImmediate(() => this.#endLook());
  }

  #endLook(): void {
    if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec("commit");
  }

  #projectId(source: string, ref: ProjectRef): number | null {
    const slug = ref.slug ?? (ref.name === null ? null : slugOf(ref.name));
    if (slug !== null) return this.#projectIdBySlug(slug);
    if (ref.upstreamId === null) return null;
    const row = this.#projectByUpstream.get(source, ref.upstreamId);
    return row === undefined ? null : Number(row["id"]);
  }

  /** A slug keeps its id for ever, so what was found once is remembered. */
  #projectIdBySlug(slug: string): number | null {
    const remembered = this.#projectIds.get(slug);
    if (remembered !== undefined) return remembered;
    const row = this.#projectBySlug.get(slug);
    if (row === undefined) return null;
    if (this.#projectIds.size >= rememberedMax) this.#projectIds.clear();
    const id = Number(row["id"]);
    this.#projectIds.set(slug, id);
    return id;
  }

  #namesOf(projectId: number): ProjectRef[] {
    const row = this.#projectNames.get(projectId);
    if (row === undefined) return [];
    const { slug, name } = row as { slug: string; name: string | null };
    const ids = this.#upstreamIds.all(projectId).map((each) => String(each["upstream_id"]));
    return [
      { slug, name, upstreamId: null },
      ...ids.map((upstreamId) => ({ ...unknownProject, upstreamId })),
    ];
  }
}
