import {
  contentKeyOfItem,
  type KnownSource,
  type ProjectRef,
  slugOf,
  unknownProject,
} from "../domain/index.ts";
import type { PostgresPool } from "./dialects/postgres-pool.ts";
import { Groups } from "./groups.ts";
import type { DoorLookups, EarlierAsk } from "./keeper.ts";
import { knownSourceFrom, sourcesSql } from "./records/upstream-rows.ts";
import { unavailableIfTrouble } from "./trouble.ts";

interface Asked extends EarlierAsk {
  readonly resolve: (deliveryId: number | null) => void;
  readonly reject: (thrown: unknown) => void;
}

/** Repetitions that are asked for together. */
const askedMax = 500;

/** What the doors ask of a server. Repetitions are asked for together. */
export class PostgresLookups implements DoorLookups {
  readonly #pool: PostgresPool;
  readonly #asked = new Groups<Asked>({
    onTheWayMax: 2,
    countTogether: () => askedMax,
    send: (group) => this.#ask(group),
  });

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async projectNames(source: string, ref: ProjectRef): Promise<ProjectRef[]> {
    const slug = ref.slug ?? (ref.name === null ? null : slugOf(ref.name));
    if (slug === null && ref.upstreamId === null) return [ref];
    const { rows } = await (slug === null
      ? this.#query(projectByUpstreamSql, [source, ref.upstreamId])
      : this.#query("select id from projects where slug = $1", [slug]));
    return rows.length === 0 ? [ref] : [ref, ...(await this.#namesOf(Number(rows[0]?.id)))];
  }

  async projectNamesOfIssue(source: string, upstreamIssueId: string): Promise<ProjectRef[]> {
    const { rows } = await this.#query(projectByIssueSql, [upstreamIssueId, source]);
    return rows.length === 0 ? [] : this.#namesOf(Number(rows[0]?.id));
  }

  async earlierMessage(contentKey: string): Promise<number | null> {
    const { rows } = await this.#query(messageSql, [contentKeyOfItem(contentKey, 0)]);
    return rows.length === 0 ? null : Number(rows[0]?.delivery_id);
  }

  earlierSighting(message: EarlierAsk): Promise<number | null> {
    return new Promise((resolve, reject) => {
      this.#asked.add({ ...message, resolve, reject });
    });
  }

  async sources(): Promise<readonly KnownSource[]> {
    return (await this.#query(sourcesSql, [])).rows.map(knownSourceFrom);
  }

  /** Its connections are the archive's. */
  close(): void {}

  async #ask(asked: readonly Asked[]): Promise<void> {
    try {
      const { rows } = await this.#query(sightingsSql, [
        asked.map((_each, at) => at),
        asked.map(({ source }) => source),
        asked.map(
          ({ project }) => project.slug ?? (project.name === null ? null : slugOf(project.name)),
        ),
        asked.map(({ project }) => project.upstreamId),
        asked.map(({ identity }) => identity),
        asked.map(({ contentKey }) => contentKey),
      ]);
      for (const { n, delivery_id: id } of rows) asked[n]?.resolve(id === null ? null : Number(id));
    } catch (thrown) {
      const failure = unavailable(thrown);
      for (const { reject } of asked) reject(failure);
    }
  }

  async #query(sql: string, values: readonly unknown[]) {
    try {
      return await this.#pool.query(sql, values);
    } catch (thrown) {
      throw unavailable(thrown);
    }
  }

  async #namesOf(projectId: number): Promise<ProjectRef[]> {
    const { rows } = await this.#query(namesSql, [projectId]);
    const [first] = rows;
    if (first === undefined) return [];
    const ids = rows.map((row) => row.upstream_id as string | null).filter((id) => id !== null);
    return [
      { slug: first.slug as string, name: first.name as string | null, upstreamId: null },
      ...ids.map((upstreamId) => ({ ...unknownProject, upstreamId })),
    ];
  }
}

/** A sender comes again when the database is back. */
function unavailable(thrown: unknown): unknown {
  return unavailableIfTrouble(thrown, "Not kept");
}

/** Bytes of what a server keeps. */
export async function serverBytes(
  pool: PostgresPool,
): Promise<{ archive: number; errors: number }> {
  const { rows } = await pool.query(`select s.nspname = 'archive' as archived,
      coalesce(sum(pg_total_relation_size(c.oid)), 0) as bytes
    from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where s.nspname in ('archive', 'public') and c.relkind = 'r' group by 1`);
  const of = (archived: boolean) =>
    Number(rows.find((row) => row.archived === archived)?.bytes ?? 0);
  return { archive: of(true), errors: of(false) };
}

const projectByUpstreamSql =
  "select project_id as id from project_upstreams where source = $1 and upstream_id = $2";
const projectByIssueSql = `select project_id as id from issues
  where upstream_id = $1 and upstream_source = $2 order by id desc limit 1`;
const namesSql = `select p.slug, p.name, u.upstream_id from projects p
  left join project_upstreams u on u.project_id = p.id where p.id = $1`;
const messageSql = "select delivery_id from content_keys where key = $1";
const sightingsSql = "select * from earlier_sightings($1, $2, $3, $4, $5, $6)";
