import { useState } from "react";
import type { Access } from "../../client/access.ts";
import type { ReplyOf } from "../../client/call.ts";
import { markStale, useRead, useWrite } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { Empty, ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { notifyProblem } from "../../parts/toasts.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";
import { ProjectNames } from "./projects.tsx";
import { TokenSheet } from "./token-sheet.tsx";

type Token = ReplyOf<"GET /api/v1/tokens">["items"][number];

/** Secrets by which programs call. */
export function Tokens({ access }: { readonly access: Access }) {
  const say = useWords(accessWords);
  const mayList = access.caller?.kind !== "open";
  const { data, error, refetch } = useRead("GET /api/v1/tokens", {}, { enabled: mayList });
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const revoke = useWrite("DELETE /api/v1/tokens/{id}");
  if (!mayList) return <Empty title={say("noTokens")}>{say("kind_open")}</Empty>;
  if (error !== null) return <ProblemState thrown={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonLines lines={3} />;
  const onRevoke = ({ id }: Token): void =>
    revoke.mutate(
      { id },
      {
        onError: notifyProblem,
        onSuccess: () => void markStale(new Set(["GET /api/v1/tokens"])),
      },
    );
  return (
    <div className="flex flex-col gap-3 p-4 sm:px-6">
      <div className="flex flex-wrap items-center gap-2">
        <p className="flex-1 text-muted">{say("tokensDetail")}</p>
        <Button look="primary" onClick={() => setMaking(true)}>
          {say("makeToken")}
        </Button>
      </div>
      {data.items.length === 0 && <Empty title={say("noTokens")} />}
      <ul className="flex flex-col divide-y divide-line">
        {data.items.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />
        ))}
      </ul>
      {making && (
        <TokenSheet
          warns={access.caller?.kind === "local"}
          maxLevel={access.caller?.level ?? "read"}
          onClose={() => setMaking(false)}
        />
      )}
      <Confirm
        open={revoking !== null}
        onOpenChange={(open) => open || setRevoking(null)}
        title={say("revokeAsk", { name: revoking?.name ?? "" })}
        confirm={say("revoke")}
        onConfirm={() => revoking !== null && onRevoke(revoking)}
      >
        {say("revokeDetail")}
      </Confirm>
    </div>
  );
}

function TokenRow({ token, onRevoke }: { readonly token: Token; readonly onRevoke: () => void }) {
  const say = useWords(accessWords);
  const { name, hint, level, projects, created_by: by, expires_at, last_used_at } = token;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">
          <bdi>{name}</bdi> <code className="font-mono text-[13px] text-muted">{hint}…</code>
        </p>
        <p className="text-[13px] text-muted">
          {say(level)} · <ProjectNames projects={projects} /> · <bdi>{by}</bdi>
        </p>
      </div>
      <p className="text-[13px] text-muted">
        {last_used_at === null ? (
          say("neverUsed")
        ) : (
          <>
            {say("lastUsed")} <RelativeTime time={last_used_at} />
          </>
        )}
        {" · "}
        {say("expires").toLowerCase()}{" "}
        {expires_at === null ? say("never") : <RelativeTime time={expires_at} />}
      </p>
      <Button onClick={onRevoke}>{say("revoke")}</Button>
    </li>
  );
}
