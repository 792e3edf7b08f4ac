import type { SavedView } from "../../domain/index.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Statements } from "./statements.ts";

/** The saved views in their order, and the highest id ever given. There are few, so they are read and written whole. */
export interface StoredViews {
  readonly views: readonly SavedView[];
  readonly lastId: number;
}

/** The saved views of a batch, over what is stored. */
export class ViewBook {
  readonly #source: { storedViews(): StoredViews };
  /** All of them as they are to be; null: they stay as they are. */
  changed: readonly SavedView[] | null = null;

  constructor(source: { storedViews(): StoredViews }) {
    this.#source = source;
  }

  begin(): void {
    this.changed = null;
  }

  stored(): StoredViews {
    return this.#source.storedViews();
  }
}

export function readViews(statements: Statements): StoredViews {
  const rows = statements.all(
    `select id, name, about, query, sort, sort_order as "order", created_by as "createdBy",
       created_at as "createdAt", changed_at as "changedAt" from views order by position`,
  );
  const lastId = statements.number(statements.dialect.lastViewId);
  return { views: rows as unknown as SavedView[], lastId: lastId ?? 0 };
}

export function writeViews(statements: Statements, views: readonly SavedView[]): void {
  statements.run("delete from views");
  views.forEach((view, position) => {
    statements.run(
      "insert into views values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      view.id,
      position,
      view.name,
      view.about,
      view.query,
      view.sort,
      view.order,
      view.createdBy,
      view.createdAt,
      view.changedAt,
    );
  });
  const lastId = Math.max(0, ...views.map(({ id }) => id));
  statements.run(rememberLastSql(statements.dialect), lastId);
}

/** An id is never used again; a server does not remember those that it was given. */
const rememberLastSql = ({ greatest }: Dialect): string => `insert into progress values ('view', ?)
  on conflict (name) do update set cursor = ${greatest("progress.cursor", "excluded.cursor")}`;
