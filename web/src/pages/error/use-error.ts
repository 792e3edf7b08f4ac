import { useChanges } from "../../client/live.ts";
import { useRead } from "../../client/queries.ts";

/**
 * Reads an error; the one before stays in sight until it is there. What happened does not change, so that
 * it is read again only where something was done to it, not with every error that arrives.
 */
export function useError(id: string | null) {
  const input = { id: id ?? "" };
  const options = { enabled: id !== null, keep: true, live: false };
  const read = useRead("GET /api/v1/errors/{id}", input, options);
  const shown = read.data?.id;
  useChanges(({ kind, error_id: changed }) => {
    if (kind === "error.changed" && changed === shown) void read.refetch();
  });
  return read;
}
