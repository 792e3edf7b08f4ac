import { useState } from "react";
import { call, type ReplyOf } from "../../client/call.ts";
import { queryClient } from "../../client/queries.ts";
import { Badge } from "../../parts/badges.tsx";
import { Button } from "../../parts/button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { notify, notifyProblem } from "../../parts/toasts.tsx";
import { issueWords } from "../../words/issue.ts";
import { issuesWords } from "../../words/issues.ts";
import { useWords } from "../../words/use-words.ts";
import { visible } from "../error/visible.ts";
import type { FullIssue, GroupingKey } from "./issue.ts";

/** The keys by which errors come to an issue, to give some of them back to issues of their own. */
export function Keys({ issue }: { readonly issue: FullIssue }) {
  const say = useWords(issueWords);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { id, grouping_keys: keys } = issue;
  const given = keys.filter(({ key }) => chosen.has(key));
  const isAll = given.length === keys.length;
  const unmerge = async (): Promise<void> => {
    const reply = await call("POST /api/v1/issues/{id}/unmerge", {
      id: String(id),
      keys: given.map(({ key }) => key),
    });
    setChosen(new Set());
    await queryClient.invalidateQueries();
    const names = reply.issues.map(({ short_id: shortId }) => shortId);
    notify({
      title: say("unmerged", { issues: names.join(", ") }),
      undo: () => void putBack(reply).catch(notifyProblem),
    });
  };
  return (
    <Panel title={say("keys")}>
      <p className="mb-2 text-muted">{say("keysDetail")}</p>
      <ul className="mb-3 divide-y divide-line">
        {keys.map((each) => (
          <Key
            key={each.key}
            of={each}
            isChosen={chosen.has(each.key)}
            onChoose={(isChosen) => setChosen((now) => withKey(now, each.key, isChosen))}
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          disabled={given.length === 0 || isAll}
          onClick={() => void unmerge().catch(notifyProblem)}
        >
          {say("unmerge", { n: given.length })}
        </Button>
        {isAll && <span className="text-muted">{say("oneStays")}</span>}
      </div>
    </Panel>
  );
}

/** Merges what was unmerged into where it was. */
async function putBack({ issue, issues }: ReplyOf<"POST /api/v1/issues/{id}/unmerge">) {
  await call("POST /api/v1/issues/merge", { ids: [issue, ...issues].map(({ id }) => String(id)) });
  await queryClient.invalidateQueries();
}

function withKey(keys: ReadonlySet<string>, key: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(keys);
  if (isIn) next.add(key);
  else next.delete(key);
  return next;
}

interface KeyProps {
  readonly of: GroupingKey;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function Key({
  of: { key, merged_from: from, count, last_seen: last },
  isChosen,
  onChoose,
}: KeyProps) {
  const say = useWords(issueWords);
  const sayList = useWords(issuesWords);
  return (
    <li>
      <label className="flex items-start gap-2 py-1.5">
        <input
          type="checkbox"
          aria-label={say("keyName", { key: visible(key) })}
          checked={isChosen}
          onChange={({ target }) => onChoose(target.checked)}
          className="mt-0.5 size-4 accent-accent-fill"
        />
        <span className="min-w-0 flex-1">
          <bdi className="block font-mono text-[13px]">{visible(key)}</bdi>
          <span className="flex flex-wrap gap-x-3 text-xs text-muted">
            {from !== null && <Badge tone="accent">{say("mergedFrom", { issue: from })}</Badge>}
            {sayList("errorsSeen", { n: count })}
            <RelativeTime time={last} />
          </span>
        </span>
      </label>
    </li>
  );
}
