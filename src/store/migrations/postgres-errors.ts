import type { Migration } from "../migrate.ts";
import { countsOfTags, movingErrors } from "./postgres-errors-managing.ts";
import { upstreamTables } from "./postgres-errors-upstream.ts";

// The tables of errors.db on PostgreSQL. They are read and written by the same statements. Texts are compared
// byte by byte whatever the locale of the database, as SQLite does; there are no foreign keys, since a
// partition or a shard has none: tests look whether every reference holds.
export const postgresErrorsMigrations: readonly Migration[] = [
  {
    version: 1,
    name: "start",
    up(db) {
      db.exec(projects + issues + errors + counters + timeline + bookkeeping + retention);
    },
  },
  { version: 2, name: "upstream", up: (db) => db.exec(upstreamTables) },
  { version: 3, name: "repetitions in one question", up: (db) => db.exec(earlierSightings) },
  { version: 4, name: "counts of tags", up: (db) => db.exec(countsOfTags) },
  { version: 5, name: "moving errors", up: (db) => db.exec(movingErrors) },
];

// What the doors ask, hundreds at a time. Rows are found by rows found, with no join whose order could be chosen,
// and by their keys: the plan is kept, and one that was made while a table was small must not read it whole when
// a flood comes.
const earlierSightings = `
  create function earlier_sightings(places int[], sources text[], slugs text[], upstream_ids text[],
      identities text[], content_keys text[])
    returns table (n int, delivery_id bigint) language plpgsql stable
    set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
    begin
      return query
        select asked.n, (
          select s.delivery_id from sightings s where s.content_key = asked.content_key and s.error_id = (
            select i.error_id from error_identities i where i.event_id = asked.identity and i.project_id = coalesce(
              (select p.id from projects p where p.slug = asked.slug),
              (select u.project_id from project_upstreams u
                where asked.slug is null and u.source = asked.source and u.upstream_id = asked.upstream_id))))
        from unnest(places, sources, slugs, upstream_ids, identities, content_keys)
          as asked (n, source, slug, upstream_id, identity, content_key);
    end $$;
`;

const projects = `
  create table projects (
    id bigint primary key,
    slug text collate "C" not null unique,
    name text collate "C",
    next_issue_number bigint not null,
    created_at bigint not null
  );
  create table project_upstreams (
    source text collate "C" not null,
    upstream_id text collate "C" not null,
    project_id bigint not null,
    primary key (source, upstream_id)
  );
  create index project_upstreams_project on project_upstreams (project_id);

  create table releases (
    project_id bigint not null,
    version text collate "C" not null,
    first_seen bigint not null,
    last_seen bigint not null,
    primary key (project_id, version)
  );
`;

const issues = `
  create table issues (
    id bigint primary key,
    project_id bigint not null,
    number bigint not null,
    short_id text collate "C" not null,
    created_at bigint not null,
    title text collate "C" not null,
    culprit text collate "C",
    level text collate "C" not null,
    platform text collate "C",
    status text collate "C" not null,
    substatus text collate "C",
    resolution text collate "C",
    archive text collate "C",
    assignee text collate "C",
    assigned_at bigint not null,
    bookmarked bigint not null,
    pinned bigint not null,
    state_at bigint not null,
    first_seen bigint not null,
    last_seen bigint not null,
    first_release text collate "C",
    last_release text collate "C",
    count bigint not null,
    removed bigint not null,
    users bigint not null,
    partial_error_id bigint,
    upstream_source text collate "C",
    upstream_id text collate "C",
    upstream_short_id text collate "C",
    permalink text collate "C",
    merged_into bigint,
    deleted_at bigint,
    unique (project_id, number)
  );
  create index issues_short_id on issues (short_id);
  create index issues_merged on issues (merged_into) where merged_into is not null;
  create index issues_deleted on issues (deleted_at) where deleted_at is not null;
  -- When what is new, regressed or escalating began, and when archiving until a time ends.
  create index issues_aging on issues (greatest(first_seen, state_at))
    where status = 'unresolved' and substatus <> 'ongoing' and merged_into is null and deleted_at is null;
  create index issues_archived_until on issues (((archive::jsonb ->> 'time')::bigint))
    where archive is not null and merged_into is null and deleted_at is null;
  create index issues_upstream on issues (upstream_id) where upstream_id is not null;
  create index issues_upstream_short_id on issues (upstream_short_id)
    where upstream_short_id is not null;
  create index issues_last_seen on issues (last_seen, id) where merged_into is null and deleted_at is null;
  create index issues_first_seen on issues (first_seen, id) where merged_into is null and deleted_at is null;
  create index issues_count on issues (count, id) where merged_into is null and deleted_at is null;
  create index issues_users on issues (users, id) where merged_into is null and deleted_at is null;
  create index issues_project on issues (project_id, last_seen, id) where merged_into is null and deleted_at is null;

  -- Counts belong to a grouping key, not to the issue: merging points keys elsewhere, unmerging points
  -- them back, and both stay exact. count: rows present and rows removed by retention; removed: the latter.
  create table grouping_keys (
    id bigint primary key,
    project_id bigint not null,
    key text collate "C" not null,
    issue_id bigint not null,
    origin_issue_id bigint not null,
    count bigint not null,
    removed bigint not null,
    users bigint not null,
    first_seen bigint not null,
    last_seen bigint not null,
    first_release text collate "C",
    last_release text collate "C",
    next_piece bigint not null,
    unique (project_id, key)
  );
  create index grouping_keys_issue on grouping_keys (issue_id);
  create index grouping_keys_origin on grouping_keys (origin_issue_id);
`;

const errors = `
  -- What errors of one grouping key have in common is kept once: a trace with U+0001 where the
  -- exception's value stands, and the words that searching looks for. refs: errors that refer to it.
  create table traces (
    id bigint primary key,
    grouping_key_id bigint not null,
    hash text collate "C" not null,
    refs bigint not null,
    text text collate "C",
    unique (grouping_key_id, hash)
  );
  -- Words that several errors say; those of a single one have no row.
  create table shared_words (
    id bigint primary key,
    refs bigint not null
  );
  create table search_text (rowid bigint primary key, text tsvector not null);
  create index search_text_words on search_text using gin (text);

  -- Different by upper and lower case, but found without regard to it; the one writer keeps them unique.
  -- Keys that begin with U+0001 are fields by which errors are found as by tags.
  create table tags (
    id bigint primary key,
    key text collate "C" not null,
    value text collate "C" not null
  );
  create index tags_value on tags (key, lower(value));

  -- tag_ids: a list; negative ones stand for its environment, release and user, and are no tags of it.
  create table error_rows (
    id bigint primary key,
    project_id bigint not null,
    issue_id bigint not null,
    grouping_key_id bigint not null,
    timestamp bigint not null,
    created_at bigint not null,
    partial bigint not null,
    pinned bigint not null,
    delivery_id bigint,
    delivery_item bigint not null,
    trace_id bigint not null,
    words_id bigint not null,
    tag_ids jsonb not null,
    event_id text collate "C",
    title text collate "C" not null,
    message text collate "C",
    exception_type text collate "C",
    exception_value text collate "C",
    level text collate "C" not null,
    platform text collate "C" not null,
    culprit text collate "C",
    environment text collate "C",
    release text collate "C",
    logger text collate "C",
    server_name text collate "C",
    web_url text collate "C"
  );
  create index errors_received on error_rows (created_at, id);
  create index errors_time on error_rows (timestamp, id);
  create index errors_project on error_rows (project_id, timestamp, id);
  create index errors_issue on error_rows (issue_id, timestamp, id);
  create index errors_pinned on error_rows (grouping_key_id) where pinned = 1;

  -- The errors as people read them. Where message is null it is the same as the title.
  create view errors as
    select e.id, e.event_id, p.slug as project, coalesce(e.message, e.title) as message,
      e.exception_type, e.exception_value,
      replace(t.text, chr(1), coalesce(e.exception_value, '')) as stacktrace,
      e.timestamp, e.created_at, e.created_at as received_at, e.title, e.level, e.platform, e.culprit,
      e.environment, e.release, e.logger, e.server_name,
      coalesce((select json_object_agg(g.key, g.value order by own.at)
        from jsonb_array_elements_text(e.tag_ids) with ordinality as own (id, at)
        join tags as g on g.id = own.id::bigint)::text, '{}') as tags,
      e.partial, e.pinned, e.web_url, e.project_id, e.issue_id, e.grouping_key_id, e.delivery_id,
      e.delivery_item, e.trace_id, e.words_id
    from error_rows as e
    join projects as p on p.id = e.project_id
    left join traces as t on t.id = e.trace_id;

  -- Lines of imports, compressed by zstd: what else a delivery would tell of an error.
  create table imported_payloads (
    error_id bigint primary key,
    body bytea not null
  );

  create table error_identities (
    project_id bigint not null,
    event_id text collate "C" not null,
    error_id bigint not null,
    received_at bigint not null,
    primary key (project_id, event_id)
  );

  -- Which messages told of an error: the same event may come by several doors and rules.
  create table sightings (
    error_id bigint not null,
    content_key text collate "C" not null,
    delivery_id bigint not null,
    rules text collate "C",
    primary key (error_id, content_key)
  );
`;

const counters = `
  -- Hours are whole hours since 1970.
  create table key_hours (
    grouping_key_id bigint not null,
    hour bigint not null,
    count bigint not null,
    primary key (grouping_key_id, hour)
  );

  create table key_tags (
    grouping_key_id bigint not null,
    tag_id bigint not null,
    count bigint not null,
    first_seen bigint not null,
    last_seen bigint not null,
    primary key (grouping_key_id, tag_id)
  );
  create index key_tags_tag on key_tags (tag_id, grouping_key_id);

  -- dimension: all (value ''), level, environment, release, new, regressed, resolved.
  create table project_hours (
    project_id bigint not null,
    dimension text collate "C" not null,
    hour bigint not null,
    value text collate "C" not null,
    count bigint not null,
    primary key (project_id, dimension, hour, value)
  );
`;

const timeline = `
  create table activity (
    id bigint primary key,
    project_id bigint,
    issue_id bigint,
    source text collate "C" not null,
    upstream_issue_id text collate "C",
    kind text collate "C" not null,
    action text collate "C" not null,
    actor_type text collate "C",
    actor_name text collate "C",
    summary text collate "C" not null,
    detail text collate "C" not null,
    at bigint not null,
    delivery_id bigint
  );
  create index activity_issue on activity (issue_id, at, id);
  create index activity_unclaimed on activity (upstream_issue_id)
    where issue_id is null and upstream_issue_id is not null;

  -- What live watchers are told; the newest of them, for those who come back.
  create table changes (
    id bigint primary key,
    at bigint not null,
    kind text collate "C" not null,
    project_id bigint,
    issue_id bigint,
    error_id bigint,
    data text collate "C"
  );
`;

const bookkeeping = `
  create table meta (key text collate "C" primary key, value text collate "C" not null);

  -- Messages that tell of no error, so that each is taken once.
  create table content_keys (
    key text collate "C" primary key,
    delivery_id bigint not null
  );

  create index content_keys_delivery on content_keys (delivery_id);

  create table outcomes (
    delivery_id bigint primary key,
    state text collate "C" not null,
    reason text collate "C",
    error_id bigint,
    items text collate "C"
  );
  create index outcomes_failed on outcomes (delivery_id) where state = 'failed';
  -- Deliveries that told of an error once more, or of several: there are few.
  create index outcomes_again on outcomes (error_id) where error_id is not null and reason is not null;

  -- Writes that were asked for under an Idempotency-Key, and what was answered.
  create table idempotency_keys (
    key text collate "C" primary key,
    request_hash text collate "C" not null,
    status bigint not null,
    body text collate "C" not null,
    at bigint not null
  );
  create index idempotency_keys_at on idempotency_keys (at);

  -- Searches that somebody saved, in their order; ids are never used again.
  create table views (
    id bigint generated by default as identity primary key,
    position bigint not null,
    name text collate "C" not null,
    about text collate "C" not null,
    query text collate "C" not null,
    sort text collate "C",
    sort_order text collate "C" not null,
    created_by text collate "C",
    created_at bigint not null,
    changed_at bigint not null
  );

  create table progress (name text collate "C" primary key, cursor bigint not null);
  insert into progress values ('digest', 0);
`;

const retention = `
  -- Deliveries to which nothing refers any more. First this is on the disk, then they go from the
  -- archive, then what is known of them goes, and these rows with it.
  create table doomed_deliveries (delivery_id bigint primary key);

  -- An error that was removed does not come back before its identity is forgotten.
  create table removed_identities (
    forget_at bigint not null,
    project_id bigint not null,
    event_id text collate "C" not null,
    primary key (forget_at, project_id, event_id)
  );

  -- What retention removed, the newest runs; by rule: errors.
  create table retention_runs (
    id bigint generated by default as identity primary key,
    at bigint not null,
    errors bigint not null,
    deliveries bigint not null,
    bytes bigint not null,
    by_days bigint not null,
    by_bytes bigint not null,
    by_project bigint not null,
    by_issue bigint not null
  );
  create table removed_altogether (
    errors bigint not null,
    deliveries bigint not null,
    bytes bigint not null
  );
  insert into removed_altogether values (0, 0, 0);
`;
