import type { Migration } from "../migrate.ts";

// archive.db: appended to by the doors, so it has no index but the row id. `body` stands last, so that
// a list of deliveries does not read through the bodies.
export const archiveMigrations: readonly Migration[] = [
  {
    version: 1,
    name: "start",
    up(db) {
      db.exec(`
        create table deliveries (
          id integer primary key,
          received_at integer not null,
          lane integer not null,
          door text not null,
          source text not null,
          family text not null,
          resource text not null,
          action text not null,
          request_id text,
          content_key text,
          signature text not null,
          headers text not null,
          body_bytes integer not null,
          body blob not null
        );
        create table repetitions (
          delivery_id integer primary key,
          count integer not null,
          last_at integer not null
        );
        create table meta (key text primary key, value text not null) without rowid;
      `);
    },
  },
];
