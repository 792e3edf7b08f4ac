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

export interface IssuesTable {
  id: number;
  project_id: number;
  number: number;
  short_id: string;
  title: string;
  culprit: string | null;
  level: string;
  platform: string | null;
  status: string;
  substatus: string | null;
  assignee: string | null;
  state_at: number;
  first_seen: number;
  last_seen: number;
  first_release: string | null;
  last_release: string | null;
  count: number;
  partial_error_id: number | null;
  upstream_source: string | null;
  upstream_id: string | null;
  upstream_short_id: string | null;
  permalink: string | null;
  merged_into: number | null;
  created_at: number;
}

export interface ErrorsTable {
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
  web_url: string | null;
  project_id: number;
  issue_id: number;
  grouping_key_id: number;
  delivery_id: number | null;
  delivery_item: number;
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

export interface ErrorIdentitiesTable {
  project_id: number;
  event_id: string;
  error_id: number;
  received_at: number;
}

export interface DeliveriesTable {
  id: number;
  received_at: number;
  lane: number;
  door: string;
  source: string;
  family: string;
  resource: string;
  action: string;
  request_id: string | null;
  content_key: string | null;
  signature: string;
  headers: string;
  body_bytes: number;
  body: Uint8Array;
}

export interface RepetitionsTable {
  delivery_id: number;
  count: number;
  last_at: number;
}

/** Both files, seen through one connection: the archive is attached under its own name. */
export interface Tables {
  projects: ProjectsTable;
  project_upstreams: ProjectUpstreamsTable;
  issues: IssuesTable;
  errors: ErrorsTable;
  error_identities: ErrorIdentitiesTable;
  sightings: SightingsTable;
  outcomes: OutcomesTable;
  "archive.deliveries": DeliveriesTable;
  "archive.repetitions": RepetitionsTable;
}
