import type { Queries } from "../../store/index.ts";
import { iso } from "./rows.ts";

/** What readers can be asked about what is kept. */
export const retentionReads = {
  async retention(queries: Queries, _ask: null) {
    const { used, last_run, removed } = await queries.retention.state();
    return {
      used: { ...used, oldest: used.oldest === null ? null : iso(used.oldest) },
      last_run: last_run === null ? null : { ...last_run, at: iso(last_run.at) },
      removed,
    };
  },

  standing(queries: Queries, _ask: null) {
    return queries.standing.get();
  },
};
