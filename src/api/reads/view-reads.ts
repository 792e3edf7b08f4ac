import type { IssueOrder, SearchSubject } from "../../domain/index.ts";
import type { Queries } from "../../store/index.ts";
import { iso } from "./rows.ts";

/** What readers can be asked about saved views. */
export const viewReads = {
  /** All of them in their order. */
  async views(queries: Queries, _ask: null) {
    const rows = await queries.views.list();
    return rows.map((row, position) => ({
      id: row.id,
      name: row.name,
      about: row.about as SearchSubject,
      query: row.query,
      sort: row.sort as IssueOrder | null,
      order: row.sort_order as "asc" | "desc",
      position,
      created_by: row.created_by,
      created_at: iso(row.created_at),
      changed_at: iso(row.changed_at),
    }));
  },
};
