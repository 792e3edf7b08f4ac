import type { Migration } from "../migrate.ts";
import { setAsideEarlierErrors } from "./adopt.ts";
import { errorsUpstream } from "./errors-upstream.ts";

// errors.db: what the deliveries mean. Readable on purpose: a person who opens the file finds `errors`,
// which says what happened. Times are UTC in milliseconds since 1970.
export const errorsMigrations: readonly Migration[] = [
  {
    version: 1,
    name: "start",
    up(db) {
      setAsideEarlierErrors(db);
      db.exec(projects + issues + errors + counters + timeline + bookkeeping + retention);
    },
  },
  errorsUpstream,
  { version: 3, name: "counts of tags", up: (db) => db.exec(countsOfTags) },
  { version: 4, name: "moving errors", up: (db) => db.exec(movingErrors) },
];

// Where rows of a key may lie still, whose issue is another one now, and how far was looked for them.
const movingErrors = `
  create table moving_errors (
    issue_id integer not null,
    grouping_key_id integer not null,
    after_timestamp integer not null,
    after_id integer not null,
    primary key (issue_id, grouping_key_id)
  ) without rowid;
`;

// The sum of key_tags; null where it was not summed up yet, which happens a little at a time.
const countsOfTags = `
  alter table tags add column count integer;
  insert into progress values ('tag counts', 0);
`;

const projects = `
  create table projects (
    id integer primary key,
    slug text not null unique,
    name text,
    next_issue_number integer not null,
    created_at integer not null
  );
  create table project_upstreams (
    source text not null,
    upstream_id text not null,
    project_id integer not null references projects (id),
    primary key (source, upstream_id)
  ) without rowid;
  create index project_upstreams_project on project_upstreams (project_id);

  create table releases (
    project_id integer not null references projects (id),
    version text not null,
    first_seen integer not null,
    last_seen integer not null,
    primary key (project_id, version)
  ) without rowid;
`;

const issues = `
  create table issues (
    id integer primary key,
    project_id integer not null references projects (id),
    number integer not null,
    short_id text not null,
    created_at integer not null,
    title text not null,
    culprit text,
    level text not null,
    platform text,
    status text not null,
    substatus text,
    resolution text,
    archive text,
    assignee text,
    assigned_at integer not null,
    bookmarked integer not null,
    pinned integer not null,
    state_at integer not null,
    first_seen integer not null,
    last_seen integer not null,
    first_release text,
    last_release text,
    count integer not null,
    removed integer not null,
    users integer not null,
    partial_error_id integer,
    upstream_source text,
    upstream_id text,
    upstream_short_id text,
    permalink text,
    merged_into integer references issues (id),
    deleted_at integer,
    unique (project_id, number)
  );
  create index issues_short_id on issues (short_id);
  create index issues_merged on issues (merged_into) where merged_into is not null;
  create index issues_deleted on issues (deleted_at) where deleted_at is not null;
  -- When what is new, regressed or escalating began, and when archiving until a time ends.
  create index issues_aging on issues (max(first_seen, state_at))
    where status = 'unresolved' and substatus <> 'ongoing' and merged_into is null and deleted_at is null;
  create index issues_archived_until on issues (json_extract(archive, '$.time'))
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
    id integer primary key,
    project_id integer not null references projects (id),
    key text not null,
    issue_id integer not null references issues (id),
    origin_issue_id integer not null references issues (id),
    count integer not null,
    removed integer not null,
    users integer not null,
    first_seen integer not null,
    last_seen integer not null,
    first_release text,
    last_release text,
    next_piece integer not null,
    unique (project_id, key)
  );
  create index grouping_keys_issue on grouping_keys (issue_id);
  create index grouping_keys_origin on grouping_keys (origin_issue_id);
`;

const errors = `
  -- What errors of one grouping key have in common is kept once: a trace with U+0001 where the
  -- exception's value stands, and the words that searching looks for. refs: errors that refer to it.
  create table traces (
    id integer primary key,
    grouping_key_id integer not null,
    hash text not null,
    refs integer not null,
    text text,
    unique (grouping_key_id, hash)
  );
  -- Words that several errors say; those of a single one have no row.
  create table shared_words (
    id integer primary key,
    refs integer not null
  );
  create virtual table search_text using fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
  );

  -- Different by upper and lower case, but found without regard to it; the one writer keeps them unique.
  -- Keys that begin with U+0001 are fields by which errors are found as by tags.
  create table tags (
    id integer primary key,
    key text not null,
    value text not null
  );
  create index tags_value on tags (key, value collate nocase);

  -- tag_ids: a list; negative ones stand for its environment, release and user, and are no tags of it.
  create table error_rows (
    id integer primary key,
    project_id integer not null references projects (id),
    issue_id integer not null references issues (id),
    grouping_key_id integer not null references grouping_keys (id),
    timestamp integer not null,
    created_at integer not null,
    partial integer not null,
    pinned integer not null,
    delivery_id integer,
    delivery_item integer not null,
    trace_id integer not null,
    words_id integer not null,
    tag_ids text not null,
    event_id text,
    title text not null,
    message text,
    exception_type text,
    exception_value text,
    level text not null,
    platform text not null,
    culprit text,
    environment text,
    release text,
    logger text,
    server_name text,
    web_url text
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
      replace(t.text, char(1), coalesce(e.exception_value, '')) as stacktrace,
      e.timestamp, e.created_at, e.created_at as received_at, e.title, e.level, e.platform, e.culprit,
      e.environment, e.release, e.logger, e.server_name,
      (select json_group_object(g.key, g.value)
        from json_each(e.tag_ids) as j cross join tags as g on g.id = j.value) as tags,
      e.partial, e.pinned, e.web_url, e.project_id, e.issue_id, e.grouping_key_id, e.delivery_id,
      e.delivery_item, e.trace_id, e.words_id
    from error_rows as e
    join projects as p on p.id = e.project_id
    left join traces as t on t.id = e.trace_id;

  -- Lines of imports, compressed by zstd: what else a delivery would tell of an error.
  create table imported_payloads (
    error_id integer primary key references error_rows (id) on delete cascade,
    body blob not null
  );

  create table error_identities (
    project_id integer not null,
    event_id text not null,
    error_id integer not null,
    received_at integer not null,
    primary key (project_id, event_id)
  ) without rowid;

  -- Which messages told of an error: the same event may come by several doors and rules.
  create table sightings (
    error_id integer not null,
    content_key text not null,
    delivery_id integer not null,
    rules text,
    primary key (error_id, content_key)
  ) without rowid;
`;

const counters = `
  -- Hours are whole hours since 1970.
  create table key_hours (
    grouping_key_id integer not null,
    hour integer not null,
    count integer not null,
    primary key (grouping_key_id, hour)
  ) without rowid;

  create table key_tags (
    grouping_key_id integer not null,
    tag_id integer not null,
    count integer not null,
    first_seen integer not null,
    last_seen integer not null,
    primary key (grouping_key_id, tag_id)
  ) without rowid;
  create index key_tags_tag on key_tags (tag_id, grouping_key_id);

  -- dimension: all (value ''), level, environment, release, new, regressed, resolved.
  create table project_hours (
    project_id integer not null,
    dimension text not null,
    hour integer not null,
    value text not null,
    count integer not null,
    primary key (project_id, dimension, hour, value)
  ) without rowid;
`;

const timeline = `
  create table activity (
    id integer primary key,
    project_id integer,
    issue_id integer,
    source text not null,
    upstream_issue_id text,
    kind text not null,
    action text not null,
    actor_type text,
    actor_name text,
    summary text not null,
    detail text not null,
    at integer not null,
    delivery_id integer
  );
  create index activity_issue on activity (issue_id, at, id);
  create index activity_unclaimed on activity (upstream_issue_id)
    where issue_id is null and upstream_issue_id is not null;

  -- What live watchers are told; the newest of them, for those who come back.
  create table changes (
    id integer primary key,
    at integer not null,
    kind text not null,
    project_id integer,
    issue_id integer,
    error_id integer,
    data text
  );
`;

const bookkeeping = `
  create table meta (key text primary key, value text not null) without rowid;

  -- Messages that tell of no error, so that each is taken once.
  create table content_keys (
    key text primary key,
    delivery_id integer not null
  ) without rowid;

  create index content_keys_delivery on content_keys (delivery_id);

  create table outcomes (
    delivery_id integer primary key,
    state text not null,
    reason text,
    error_id integer,
    items text
  );
  create index outcomes_failed on outcomes (delivery_id) where state = 'failed';
  -- Deliveries that told of an error once more, or of several: there are few.
  create index outcomes_again on outcomes (error_id) where error_id is not null and reason is not null;

  -- Writes that were asked for under an Idempotency-Key, and what was answered.
  create table idempotency_keys (
    key text primary key,
    request_hash text not null,
    status integer not null,
    body text not null,
    at integer not null
  ) without rowid;
  create index idempotency_keys_at on idempotency_keys (at);

  -- Searches that somebody saved, in their order; ids are never used again.
  create table views (
    id integer primary key autoincrement,
    position integer not null,
    name text not null,
    about text not null,
    query text not null,
    sort text,
    sort_order text not null,
    created_by text,
    created_at integer not null,
    changed_at integer not null
  );

  create table progress (name text primary key, cursor integer not null) without rowid;
  insert into progress values ('digest', 0);
`;

const retention = `
  -- Deliveries to which nothing refers any more. First this is on the disk, then they go from the
  -- archive, then what is known of them goes, and these rows with it.
  create table doomed_deliveries (delivery_id integer primary key);

  -- An error that was removed does not come back before its identity is forgotten.
  create table removed_identities (
    forget_at integer not null,
    project_id integer not null,
    event_id text not null,
    primary key (forget_at, project_id, event_id)
  ) without rowid;

  -- What retention removed, the newest runs; by rule: errors.
  create table retention_runs (
    id integer primary key,
    at integer not null,
    errors integer not null,
    deliveries integer not null,
    bytes integer not null,
    by_days integer not null,
    by_bytes integer not null,
    by_project integer not null,
    by_issue integer not null
  );
  create table removed_altogether (
    errors integer not null,
    deliveries integer not null,
    bytes integer not null
  );
  insert into removed_altogether values (0, 0, 0);
`;
