import { urlOf } from "../../client/call.ts";
import { useReadPages } from "../../client/queries.ts";
import { Button, buttonClass } from "../../parts/button.tsx";
import { Empty, ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";

/** Who did what, the newest first. */
export function Audit() {
  const say = useWords(accessWords);
  const pages = useReadPages("GET /api/v1/audit", {});
  const { data, error, refetch, hasNextPage, fetchNextPage } = pages;
  if (error !== null) return <ProblemState thrown={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonLines />;
  const rows = data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty title={say("noAudit")} />;
  return (
    <div className="flex flex-col gap-3 p-4 sm:px-6">
      <p className="text-right">
        <a className={buttonClass()} href={urlOf("GET /api/v1/export/audit", {})} download>
          {say("exportAudit")}
        </a>
      </p>
      <table className="w-full text-left text-[13px]">
        <thead className="text-muted">
          <tr className="border-b border-line">
            <th className="py-1 pr-3 font-medium">{say("when")}</th>
            <th className="py-1 pr-3 font-medium">{say("who")}</th>
            <th className="py-1 pr-3 font-medium">{say("what")}</th>
            <th className="hidden py-1 font-medium sm:table-cell">{say("address")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, at, actor, actor_kind: kind, action, target, outcome, address }) => (
            <tr key={id} className="border-b border-line align-top">
              <td className="py-1.5 pr-3 whitespace-nowrap text-muted">
                <RelativeTime time={at} />
              </td>
              <td className="py-1.5 pr-3 break-all">
                <bdi>{actor ?? kind}</bdi>
              </td>
              <td className="py-1.5 pr-3 break-all">
                <code className="font-mono">{action}</code> <bdi>{target}</bdi>
                {outcome === "refused" && (
                  <strong className="text-danger"> {say("refused")}</strong>
                )}
              </td>
              <td className="hidden py-1.5 font-mono sm:table-cell">{address}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{say("more")}</Button>}
    </div>
  );
}
