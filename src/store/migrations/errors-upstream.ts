import type { Migration } from "../migrate.ts";

/** What is known of upstreams, and what is owed to them. */
export const errorsUpstream: Migration = {
  version: 2,
  name: "upstream",
  up(db) {
    db.exec(`
      -- Where deliveries come from, with the API beside them. The token is sealed; null: a setting holds it.
      create table sources (
        slug text primary key,
        kind text not null,
        base_url text not null,
        organization text,
        projects text not null,
        token text,
        origin text not null,
        enabled integer not null,
        pull_ms integer not null,
        write_back text not null,
        created_at integer not null,
        changed_at integer not null
      ) without rowid;

      -- Work for the outside, written in the transaction that made it needed. Whoever works on it leases it.
      create table outbox (
        id integer primary key,
        key text not null unique,
        kind text not null,
        source text not null,
        payload text not null,
        state text not null,
        attempts integer not null,
        due_at integer not null,
        holder text,
        leased_until integer not null,
        reason text,
        created_at integer not null,
        ended_at integer
      );
      create index outbox_due on outbox (due_at) where state = 'waiting';
      create index outbox_state on outbox (state, id);

      -- The events of one project and window. What lies from the anchor to to_at is fetched.
      create table backfills (
        id integer primary key,
        source text not null,
        project text not null,
        project_upstream_id text not null,
        project_name text,
        why text not null,
        from_at integer not null,
        to_at integer not null,
        anchor integer not null,
        cursor text,
        state text not null,
        reason text,
        expected integer,
        listed integer not null,
        stored integer not null,
        requests integer not null,
        created_at integer not null,
        started_at integer,
        changed_at integer not null
      );
      create index backfills_state on backfills (state, id);

      -- How far something has come with a source: 'pulled:web' …
      create table upstream_marks (
        source text not null,
        name text not null,
        value integer not null,
        primary key (source, name)
      ) without rowid;

      -- Issues as the upstream listed them last, to see what changed there.
      create table upstream_issues (
        source text not null,
        upstream_id text not null,
        state text not null,
        count integer,
        last_seen integer not null,
        primary key (source, upstream_id)
      ) without rowid;

      -- What the upstream counts in an hour of a project.
      create table upstream_hours (
        source text not null,
        project text not null,
        hour integer not null,
        counted integer not null,
        state text not null,
        reason text,
        checked_at integer not null,
        primary key (source, project, hour)
      ) without rowid;
    `);
  },
};
