// Where rows of a key may lie still, whose issue is another one now, and how far was looked for them.
export const movingErrors = `
  create table moving_errors (
    issue_id bigint not null,
    grouping_key_id bigint not null,
    after_timestamp bigint not null,
    after_id bigint not null,
    primary key (issue_id, grouping_key_id)
  );
`;

// The sum of key_tags; null where it was not summed up yet, which happens a little at a time.
export const countsOfTags = `
  alter table tags add column count bigint;
  insert into progress values ('tag counts', 0);
`;
