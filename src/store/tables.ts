// The tables as Kysely sees them. A test compares this with the migrated schema.

export interface ProjectsTable {
  id: number;
  slug: string;
  name: string | null;
  next_issue_number: number;
  created_at: number;
}

export interface ProjectUpstreamsTable {
  source: string;
  upstream_id: string;
  project_id: number;
}

export interface ReleasesTable {
  project_id: number;
  version: string;
  first_seen: number;
  last_seen: number;
}

export interface IssuesTable {
  id: number;
  project_id: number;
  number: number;
  short_id: string;
  created_at: number;
  title: string;
  culprit: string | null;
  level: string;
  platform: string | null;
  status: string;
  substatus: string | null;
  resolution: string | null;
  archive: string | null;
  assignee: string | null;
  assigned_at: number;
  bookmarked: number;
  pinned: number;
  state_at: number;
  first_seen: number;
  last_seen: number;
  first_release: string | null;
  last_release: string | null;
  count: number;
  removed: number;
  users: number;
  partial_error_id: number | null;
  upstream_source: string | null;
  upstream_id: string | null;
  upstream_short_id: string | null;
  permalink: string | null;
  merged_into: number | null;
  deleted_at: number | null;
}

export interface GroupingKeysTable {
  id: number;
  project_id: number;
  key: string;
  issue_id: number;
  origin_issue_id: number;
  count: number;
  removed: number;
  users: number;
  first_seen: number;
  last_seen: number;
  first_release: string | null;
  last_release: string | null;
  next_piece: number;
}

export interface ErrorRowsTable {
  id: number;
  project_id: number;
  issue_id: number;
  grouping_key_id: number;
  timestamp: number;
  created_at: number;
  partial: number;
  pinned: number;
  delivery_id: number | null;
  delivery_item: number;
  trace_id: number;
  words_id: number;
  tag_ids: string;
  event_id: string | null;
  title: string;
  message: string | null;
  exception_type: string | null;
  exception_value: string | null;
  level: string;
  platform: string;
  culprit: string | null;
  environment: string | null;
  release: string | null;
  logger: string | null;
  server_name: string | null;
  web_url: string | null;
}

/** The view that people read; see the migration. */
export interface ErrorsView {
  id: number;
  event_id: string | null;
  project: string;
  message: string;
  exception_type: string | null;
  exception_value: string | null;
  stacktrace: string | null;
  timestamp: number;
  created_at: number;
  received_at: number;
  title: string;
  level: string;
  platform: string;
  culprit: string | null;
  environment: string | null;
  release: string | null;
  logger: string | null;
  server_name: string | null;
  tags: string;
  partial: number;
  pinned: number;
  web_url: string | null;
  project_id: number;
  issue_id: number;
  grouping_key_id: number;
  delivery_id: number | null;
  delivery_item: number;
  trace_id: number;
  words_id: number;
}

export interface TagsTable {
  id: number;
  key: string;
  value: string;
  count: number | null;
}

export interface MovingErrorsTable {
  issue_id: number;
  grouping_key_id: number;
  after_timestamp: number;
  after_id: number;
}

export interface KeyHoursTable {
  grouping_key_id: number;
  hour: number;
  count: number;
}

export interface KeyTagsTable {
  grouping_key_id: number;
  tag_id: number;
  count: number;
  first_seen: number;
  last_seen: number;
}

export interface ProjectHoursTable {
  project_id: number;
  dimension: string;
  hour: number;
  value: string;
  count: number;
}

export interface ActivityTable {
  id: number;
  project_id: number | null;
  issue_id: number | null;
  source: string;
  upstream_issue_id: string | null;
  kind: string;
  action: string;
  actor_type: string | null;
  actor_name: string | null;
  summary: string;
  detail: string;
  at: number;
  delivery_id: number | null;
}

export interface ChangesTable {
  id: number;
  at: number;
  kind: string;
  project_id: number | null;
  issue_id: number | null;
  error_id: number | null;
  data: string | null;
}

export interface SightingsTable {
  error_id: number;
  content_key: string;
  delivery_id: number;
  rules: string | null;
}

export interface OutcomesTable {
  delivery_id: number;
  state: string;
  reason: string | null;
  error_id: number | null;
  items: string | null;
}

export interface ImportedPayloadsTable {
  error_id: number;
  body: Uint8Array;
}

export interface ErrorIdentitiesTable {
  project_id: number;
  event_id: string;
  error_id: number;
  received_at: number;
}

export interface ViewsTable {
  id: number;
  position: number;
  name: string;
  about: string;
  query: string;
  sort: string | null;
  sort_order: string;
  created_by: string | null;
  created_at: number;
  changed_at: number;
}

export interface IdempotencyKeysTable {
  key: string;
  request_hash: string;
  status: number;
  body: string;
  at: number;
}

export interface DeliveriesTable {
  id: number;
  received_at: number;
  lane: number;
  kind_id: number;
  body_bytes: number;
  block_id: number | null;
  content_key: string | null;
  headers: string | null;
  body: Uint8Array | null;
}

export interface KindsTable {
  id: number;
  door: string;
  source: string;
  family: string;
  resource: string;
  action: string;
  signature: string;
}

export interface RepetitionsTable {
  delivery_id: number;
  count: number;
  last_at: number;
}

export interface SourcesTable {
  slug: string;
  kind: string;
  base_url: string;
  organization: string | null;
  projects: string;
  token: string | null;
  origin: string;
  enabled: number;
  pull_ms: number;
  write_back: string;
  created_at: number;
  changed_at: number;
}

export interface OutboxTable {
  id: number;
  key: string;
  kind: string;
  source: string;
  payload: string;
  state: string;
  attempts: number;
  due_at: number;
  holder: string | null;
  leased_until: number;
  reason: string | null;
  created_at: number;
  ended_at: number | null;
}

export interface BackfillsTable {
  id: number;
  source: string;
  project: string;
  project_upstream_id: string;
  project_name: string | null;
  why: string;
  from_at: number;
  to_at: number;
  anchor: number;
  cursor: string | null;
  state: string;
  reason: string | null;
  expected: number | null;
  listed: number;
  stored: number;
  requests: number;
  created_at: number;
  started_at: number | null;
  changed_at: number;
}

export interface UpstreamHoursTable {
  source: string;
  project: string;
  hour: number;
  counted: number;
  state: string;
  reason: string | null;
  checked_at: number;
}

/** Both files, seen through one connection: the archive is attached under its own name. */
export interface Tables {
  projects: ProjectsTable;
  project_upstreams: ProjectUpstreamsTable;
  releases: ReleasesTable;
  issues: IssuesTable;
  grouping_keys: GroupingKeysTable;
  error_rows: ErrorRowsTable;
  errors: ErrorsView;
  tags: TagsTable;
  moving_errors: MovingErrorsTable;
  key_hours: KeyHoursTable;
  key_tags: KeyTagsTable;
  project_hours: ProjectHoursTable;
  activity: ActivityTable;
  changes: ChangesTable;
  views: ViewsTable;
  sources: SourcesTable;
  outbox: OutboxTable;
  backfills: BackfillsTable;
  upstream_hours: UpstreamHoursTable;
  idempotency_keys: IdempotencyKeysTable;
  error_identities: ErrorIdentitiesTable;
  imported_payloads: ImportedPayloadsTable;
  sightings: SightingsTable;
  outcomes: OutcomesTable;
  "archive.deliveries": DeliveriesTable;
  "archive.kinds": KindsTable;
  "archive.repetitions": RepetitionsTable;
}
