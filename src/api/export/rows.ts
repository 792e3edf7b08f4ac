/** One error as it is exported: flat facts, nested details, and what its issue is known by. */
export interface Exportable {
  readonly event_id: string | null;
  readonly project: string;
  readonly title: string;
  readonly message: string;
  readonly exception_type: string | null;
  readonly exception_value: string | null;
  readonly level: string;
  readonly platform: string;
  readonly culprit: string | null;
  readonly environment: string | null;
  readonly release: string | null;
  readonly logger: string | null;
  readonly server_name: string | null;
  /** ISO 8601, as every time here. */
  readonly timestamp: string;
  readonly received_at: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly web_url: string | null;
  readonly partial: boolean;
  readonly pinned: boolean;
  readonly stacktrace: string | null;
  readonly logged_message: string | null;
  readonly message_template: string | null;
  readonly exceptions: readonly object[];
  readonly main_exception_id: number | null;
  readonly threads: readonly object[];
  readonly breadcrumbs: readonly object[];
  readonly transaction: string | null;
  readonly dist: string | null;
  readonly user: object | null;
  readonly request: object | null;
  readonly contexts: object | null;
  readonly extra: object | null;
  readonly modules: object | null;
  readonly sdk: object | null;
  readonly security_report: object | null;
  readonly template: object | null;
  readonly fingerprint: readonly string[];
  readonly source: string | null;
  readonly grouping_key: string | null;
  readonly issue: {
    readonly short_id: string;
    readonly title: string;
    readonly grouping_keys: readonly string[];
    readonly upstream_source: string | null;
    readonly upstream_id: string | null;
    readonly upstream_short_id: string | null;
  };
}

type ColumnKind = "text" | "time" | "flag" | "whole" | "json";

/** One column of a table of errors. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly valueIn: (row: Exportable) => unknown;
}

/** The columns of CSV and Parquet, in their order: the parts of an error, and of its issue. */
export const columns: readonly Column[] = [
  ...own("text", "event_id", "project"),
  ...own("time", "timestamp", "received_at"),
  ...own("text", "level", "title", "message", "exception_type", "exception_value", "platform"),
  ...own("text", "culprit", "environment", "release", "logger", "server_name", "web_url"),
  ...own("flag", "partial", "pinned"),
  ofIssue("issue_short_id", "short_id"),
  ofIssue("upstream_source", "upstream_source"),
  ofIssue("upstream_id", "upstream_id"),
  ofIssue("upstream_short_id", "upstream_short_id"),
  ...own("text", "transaction", "dist", "logged_message", "message_template", "stacktrace"),
  ...own("whole", "main_exception_id"),
  ...own("json", "tags", "user", "request", "contexts", "extra", "modules", "sdk"),
  ...own("json", "fingerprint", "exceptions", "threads", "breadcrumbs"),
  ...own("json", "security_report", "template"),
];

function own(kind: ColumnKind, ...names: readonly (keyof Exportable)[]): Column[] {
  return names.map((name) => ({ name, kind, valueIn: (row) => row[name] }));
}

function ofIssue(name: string, part: keyof Exportable["issue"]): Column {
  return { name, kind: "text", valueIn: ({ issue }) => issue[part] };
}
