import { useState } from "react";
import { call, type ReplyOf } from "../../client/call.ts";
import { markStale, useRead } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Select } from "../../parts/choice.tsx";
import { Confirm, Sheet } from "../../parts/dialog.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { notifyProblem } from "../../parts/toasts.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";
import { InviteSheet, roles } from "./invite-sheet.tsx";
import { MadeLink, type MadeLinkReply } from "./made-link.tsx";
import { ProjectNames } from "./projects.tsx";

type Account = ReplyOf<"GET /api/v1/accounts">["items"][number];

const stale = new Set(["GET /api/v1/accounts", "GET /api/v1/invitations", "GET /api/v1/access"]);

/** Carries something out and shows what became of it. */
function then(work: Promise<unknown>): void {
  work.then(() => markStale(stale), notifyProblem);
}

/** Everybody who may sign in, and who is invited. */
export function Accounts() {
  const say = useWords(accessWords);
  const { data, error, refetch } = useRead("GET /api/v1/accounts", {});
  const [inviting, setInviting] = useState(false);
  const [deleting, setDeleting] = useState<Account | null>(null);
  const [made, setMade] = useState<MadeLinkReply | null>(null);
  if (error !== null) return <ProblemState thrown={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonLines lines={4} />;
  const onPassword = ({ id }: Account): void => {
    call("POST /api/v1/accounts/{id}/password", { id }).then(setMade, notifyProblem);
  };
  return (
    <div className="flex flex-col gap-4 p-4 sm:px-6">
      <div className="flex flex-wrap items-center gap-2">
        <p className="flex-1 text-muted">{data.items.length === 0 && say("noAccounts")}</p>
        <Button look="primary" onClick={() => setInviting(true)}>
          {say("invite")}
        </Button>
      </div>
      <ul className="flex flex-col divide-y divide-line">
        {data.items.map((account) => (
          <AccountRow
            key={account.id}
            account={account}
            onPassword={() => onPassword(account)}
            onDelete={() => setDeleting(account)}
          />
        ))}
      </ul>
      <Invitations />
      {inviting && (
        <InviteSheet onClose={() => setInviting(false)} onMade={() => markStale(stale)} />
      )}
      <Sheet
        open={made !== null}
        onOpenChange={(open) => open || setMade(null)}
        title={say("passwordLink")}
      >
        {made !== null && <MadeLink made={made} />}
      </Sheet>
      <Confirm
        open={deleting !== null}
        onOpenChange={(open) => open || setDeleting(null)}
        title={say("deleteAsk", { name: deleting?.mail ?? "" })}
        confirm={say("deleteAccount")}
        onConfirm={() =>
          deleting !== null && then(call("DELETE /api/v1/accounts/{id}", { id: deleting.id }))
        }
      >
        {say("deleteDetail")}
      </Confirm>
    </div>
  );
}

interface AccountRowProps {
  readonly account: Account;
  readonly onPassword: () => void;
  readonly onDelete: () => void;
}

function AccountRow({ account, onPassword, onDelete }: AccountRowProps) {
  const say = useWords(accessWords);
  const { id, mail, name, role, projects, disabled, last_seen: seen } = account;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">
          <bdi>{mail}</bdi> <bdi className="font-normal text-muted">{name}</bdi>
        </p>
        <p className="text-[13px] text-muted">
          <ProjectNames projects={projects} />
          {" · "}
          {seen === null ? (
            say("neverSeen")
          ) : (
            <>
              {say("seen")} <RelativeTime time={seen} />
            </>
          )}
          {disabled && <strong className="text-danger"> · {say("disabled")}</strong>}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Select
          label={`${say("role")}: ${mail}`}
          options={roles.map((each) => [each, say(each)] as const)}
          value={role}
          onChoose={(chosen) => then(call("PATCH /api/v1/accounts/{id}", { id, role: chosen }))}
        />
        <Button onClick={onPassword}>{say("passwordLink")}</Button>
        <Button
          onClick={() => then(call("PATCH /api/v1/accounts/{id}", { id, disabled: !disabled }))}
        >
          {say(disabled ? "enable" : "disable")}
        </Button>
        <Button onClick={onDelete}>{say("deleteAccount")}</Button>
      </div>
    </li>
  );
}

function Invitations() {
  const say = useWords(accessWords);
  const { data } = useRead("GET /api/v1/invitations", {});
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Panel title={say("invitations")}>
      <ul className="flex flex-col divide-y divide-line">
        {data.items.map(({ id, kind, mail, role, expires_at: end }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <span className="min-w-0 flex-1 break-words">
              <bdi>{mail ?? say("anybody")}</bdi>{" "}
              <span className="text-[13px] text-muted">
                {kind === "password" ? say("forPassword") : say(role)}
              </span>
            </span>
            <span className="text-[13px] text-muted">
              {say("expires").toLowerCase()} <RelativeTime time={end} />
            </span>
            <Button onClick={() => then(call("DELETE /api/v1/invitations/{id}", { id }))}>
              {say("takeBack")}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
