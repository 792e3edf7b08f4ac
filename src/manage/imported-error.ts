// An error as an export's line tells it, in the names of the API. Times are ISO 8601.

/** One line of an import, checked: what is not named in it is not known. */
export interface ImportedError extends Partial<Told> {
  readonly project: string;
  readonly timestamp: string;
  readonly title: string;
}

type Text = string | null;
type Fields = Readonly<Record<string, unknown>>;

type Told = {
  readonly [Part in keyof Parts]: Parts[Part] | undefined;
};

interface Parts {
  readonly event_id: Text;
  readonly message: string;
  readonly exception_type: Text;
  readonly exception_value: Text;
  readonly level: "fatal" | "error" | "warning" | "info" | "debug";
  readonly platform: string;
  readonly culprit: Text;
  readonly environment: Text;
  readonly release: Text;
  readonly logger: Text;
  readonly server_name: Text;
  readonly received_at: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly web_url: Text;
  readonly partial: boolean;
  readonly pinned: boolean;
  readonly stacktrace: Text;
  readonly logged_message: Text;
  readonly message_template: Text;
  readonly exceptions: readonly ImportedException[];
  readonly main_exception_id: number | null;
  readonly threads: readonly ImportedThread[];
  readonly breadcrumbs: readonly ImportedBreadcrumb[];
  readonly transaction: Text;
  readonly dist: Text;
  readonly user: Fields | null;
  readonly request: Fields | null;
  readonly contexts: Fields | null;
  readonly extra: Fields | null;
  readonly modules: Fields | null;
  readonly sdk: { readonly name: Text; readonly version: Text } | null;
  readonly security_report: ImportedReport | null;
  readonly template: { readonly filename: Text; readonly context_line: Text } | null;
  readonly fingerprint: readonly string[];
  readonly source: Text;
  readonly grouping_key: Text;
  readonly issue: {
    readonly upstream_source: Text;
    readonly upstream_id: Text;
    readonly upstream_short_id: Text;
    readonly title?: string | undefined;
    readonly grouping_keys?: readonly string[] | undefined;
  };
}

export interface ImportedFrame {
  readonly filename: Text;
  readonly abs_path: Text;
  readonly function: Text;
  readonly raw_function: Text;
  readonly module: Text;
  readonly package: Text;
  readonly lineno: number | null;
  readonly colno: number | null;
  readonly in_app: boolean | null;
  readonly context_line: Text;
  readonly pre_context: readonly string[];
  readonly post_context: readonly string[];
  readonly vars: Fields | null;
  readonly instruction_addr: Text;
  readonly platform: Text;
  readonly source_mapped: boolean;
}

export interface ImportedException {
  readonly type: Text;
  readonly value: Text;
  readonly module: Text;
  readonly mechanism: {
    readonly type: Text;
    readonly handled: boolean | null;
    readonly synthetic: boolean;
    readonly exception_id: number | null;
    readonly parent_id: number | null;
    readonly is_exception_group: boolean;
    readonly ns_error: { readonly domain: Text; readonly code: Text } | null;
  } | null;
  readonly frames: readonly ImportedFrame[];
}

interface ImportedThread {
  readonly id: Text;
  readonly name: Text;
  readonly crashed: boolean;
  readonly current: boolean;
  readonly frames: readonly ImportedFrame[];
}

interface ImportedBreadcrumb {
  readonly timestamp: Text;
  readonly type: Text;
  readonly category: Text;
  readonly level: Text;
  readonly message: Text;
  // Any value, so its name may be missing.
  readonly data?: unknown;
}

interface ImportedReport {
  readonly kind: "csp" | "expect-ct" | "expect-staple" | "hpkp";
  readonly hostname: Text;
  readonly effective_directive: Text;
  readonly violated_directive: Text;
  readonly blocked_uri: Text;
}
