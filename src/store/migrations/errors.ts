import type { Migration } from "../migrate.ts";
import { adoptEarlierErrors } from "./adopt.ts";

// errors.db: what the deliveries mean. Readable on purpose: a person who opens the file finds a table
// `errors` that says what happened. Times are UTC in milliseconds since 1970.
export const errorsMigrations: readonly Migration[] = [
  {
    version: 1,
    name: "start",
    up(db, now) {
      const adopt = adoptEarlierErrors(db);
      db.exec(start);
      adopt(now);
    },
  },
];

const start = `
  create table meta (key text primary key, value text not null) without rowid;

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

  create table issues (
    id integer primary key,
    project_id integer not null references projects (id),
    number integer not null,
    short_id text not null,
    title text not null,
    culprit text,
    level text not null,
    platform text,
    status text not null,
    substatus text,
    assignee text,
    state_at integer not null,
    first_seen integer not null,
    last_seen integer not null,
    first_release text,
    last_release text,
    count integer not null,
    partial_error_id integer,
    upstream_source text,
    upstream_id text,
    upstream_short_id text,
    permalink text,
    merged_into integer references issues (id),
    created_at integer not null,
    unique (project_id, number)
  );
  create index issues_short_id on issues (short_id);
  create index issues_upstream on issues (upstream_id) where upstream_id is not null;

  create table grouping_keys (
    id integer primary key,
    project_id integer not null references projects (id),
    key text not null,
    issue_id integer not null references issues (id),
    count integer not null,
    unique (project_id, key)
  );
  create index grouping_keys_issue on grouping_keys (issue_id);

  create table errors (
    id integer primary key,
    event_id text,
    project text not null,
    message text not null,
    exception_type text,
    exception_value text,
    stacktrace text,
    timestamp integer not null,
    created_at integer not null,
    received_at integer not null,
    title text not null,
    level text not null,
    platform text not null,
    culprit text,
    environment text,
    release text,
    logger text,
    server_name text,
    tags text not null,
    partial integer not null,
    web_url text,
    project_id integer not null references projects (id),
    issue_id integer not null references issues (id),
    grouping_key_id integer not null references grouping_keys (id),
    delivery_id integer,
    delivery_item integer not null
  );
  create index errors_time on errors (timestamp, id);
  create index errors_project on errors (project_id, timestamp, id);
  create index errors_issue on errors (issue_id, timestamp, id);

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

  -- Messages that tell of no error, so that each is taken once.
  create table content_keys (
    key text primary key,
    delivery_id integer not null
  ) without rowid;

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
  create index activity_issue on activity (issue_id, at);
  create index activity_unclaimed on activity (upstream_issue_id)
    where issue_id is null and upstream_issue_id is not null;

  create table outcomes (
    delivery_id integer primary key,
    state text not null,
    reason text,
    error_id integer,
    items text
  );
  create index outcomes_failed on outcomes (delivery_id) where state = 'failed';

  create table progress (name text primary key, cursor integer not null) without rowid;
  insert into progress values ('digest', 0);
`;
