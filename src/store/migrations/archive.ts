import type { Migration } from "../migrate.ts";

// archive.db: appended to by the doors, so deliveries have no index but the row id. `body` stands last, so that
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
  {
    version: 2,
    name: "packing",
    up(db) {
      db.exec(packing);
    },
  },
];

const packing = `
  alter table deliveries rename to deliveries_before;

  -- What many deliveries have in common, written once.
  create table kinds (
    id integer primary key,
    door text not null,
    source text not null,
    family text not null,
    resource text not null,
    action text not null,
    signature text not null,
    unique (resource, action, family, source, signature, door)
  );

  -- A fresh delivery has its headers and body here. A packed one has a block_id, and they are in there.
  create table deliveries (
    id integer primary key,
    received_at integer not null,
    lane integer not null,
    kind_id integer not null,
    body_bytes integer not null,
    block_id integer,
    content_key text,
    headers text,
    body blob
  );

  -- Deliveries of one lane, compressed together: see packing/codec.ts. Ids are never used again.
  create table blocks (
    id integer primary key autoincrement,
    lane integer not null,
    first_id integer not null,
    last_id integer not null,
    heads blob not null,
    bodies blob not null
  );

  -- Blocks that may not hold exactly the deliveries that refer to them: new ones, and those that a
  -- delivery was deleted from. What is left here after a crash is put right.
  create table unsettled (
    block_id integer primary key,
    changes integer not null,
    since integer not null
  );

  -- How far packing is: up to the cursor all is packed or is not worth it, but for those left.
  create table packing (cursor integer not null, left_ids text not null);
  insert into packing values (0, '[]');

  insert into kinds (door, source, family, resource, action, signature)
    select distinct door, source, family, resource, action, signature from deliveries_before;
  insert into deliveries
    select d.id, received_at, lane, k.id, body_bytes, null, content_key, headers, body
    from deliveries_before d join kinds k using (door, source, family, resource, action, signature)
    order by d.id;
  drop table deliveries_before;
`;
