import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Access } from "../../client/access.ts";
import { askAuth, callerChanged, leaveForProvider, signOut } from "../../client/auth.ts";
import { call } from "../../client/call.ts";
import { asProblem } from "../../client/problem.ts";
import { markStale, useRead, useWrite } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Field, FormProblem } from "../../parts/field.tsx";
import { Fact, Facts, Panel } from "../../parts/panel.tsx";
import { ProviderRefusal } from "../../parts/provider-refusal.tsx";
import { ProblemState, Skeleton } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { notify, notifyProblem } from "../../parts/toasts.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";
import { Passkeys } from "./passkeys.tsx";
import { ProjectNames } from "./projects.tsx";
import { SecondFactor } from "./second-factor.tsx";

/** Who one is here, and how one proves it. */
export function Mine({
  access: { caller, single_sign_on: provider },
}: {
  readonly access: Access;
}) {
  const say = useWords(accessWords);
  if (caller === null) return null;
  const isAccount = caller.kind === "account";
  return (
    <div className="flex max-w-2xl flex-col gap-4 p-4 sm:px-6">
      <Panel
        title={say("whoYouAre")}
        actions={
          isAccount && (
            <Button onClick={() => void signOut().catch(notifyProblem)}>{say("signOut")}</Button>
          )
        }
      >
        {caller.kind === "local" && <FirstAccount />}
        {caller.kind === "open" && <p className="text-muted">{say("kind_open")}</p>}
        {caller.name !== null && (
          <Facts>
            <Fact name={say("mail")}>
              <bdi className="break-words">{caller.name}</bdi>
            </Fact>
            <Fact name={say("right")}>{say(caller.level)}</Fact>
            <Fact name={say("projects")}>
              <ProjectNames projects={caller.projects} />
            </Fact>
          </Facts>
        )}
      </Panel>
      {isAccount && (
        <>
          <Sessions />
          <ChangePassword />
          <SecondFactor />
          <Passkeys />
          {provider !== null && <ConnectProvider name={provider} />}
        </>
      )}
    </div>
  );
}

function FirstAccount() {
  const say = useWords(accessWords);
  const navigate = useNavigate();
  const begin = async (): Promise<void> => {
    try {
      const asked = { role: "administrator" } as const;
      const { link } = await call("POST /api/v1/invitations", asked);
      await navigate({ to: "/join", hash: new URL(link).hash.slice(1) });
    } catch (thrown) {
      notifyProblem(thrown);
    }
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-muted">{say("kind_local")}</p>
      <Button look="primary" onClick={() => void begin()}>
        {say("firstAccount")}
      </Button>
    </div>
  );
}

function Sessions() {
  const say = useWords(accessWords);
  const { data, error, refetch } = useRead("GET /api/v1/sessions", {});
  const end = useWrite("DELETE /api/v1/sessions/{id}");
  const onEnd = (id: string): void =>
    end.mutate(
      { id },
      {
        onError: notifyProblem,
        onSuccess: () => void markStale(new Set(["GET /api/v1/sessions", "GET /api/v1/access"])),
      },
    );
  return (
    <Panel title={say("sessions")}>
      {data === undefined &&
        (error === null ? (
          <Skeleton className="h-16" />
        ) : (
          <ProblemState thrown={error} onRetry={() => void refetch()} />
        ))}
      <ul className="flex flex-col divide-y divide-line">
        {data?.items.map(({ id, address, user_agent: agent, last_used_at: at }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <span className="min-w-0 flex-1 break-words">
              <bdi className="font-mono text-[13px]">{address ?? "–"}</bdi>{" "}
              <bdi className="text-[13px] text-muted">{agent}</bdi>
            </span>
            <span className="text-[13px] text-muted">
              {say("lastUsed")} <RelativeTime time={at} />
            </span>
            <Button onClick={() => onEnd(id)}>{say("endSession")}</Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ChangePassword() {
  const say = useWords(accessWords);
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const change = async (): Promise<void> => {
    try {
      const asked = { currentPassword, newPassword, revokeOtherSessions: true };
      await askAuth("change-password", asked);
      notify({ title: say("passwordChanged") });
      setCurrent("");
      setNew("");
      setProblem(null);
      await callerChanged();
    } catch (thrown) {
      setProblem(asProblem(thrown).detail);
    }
  };
  return (
    <Panel title={say("changePassword")}>
      <form
        className="flex max-w-sm flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void change();
        }}
      >
        <Field
          label={say("currentPassword")}
          type="password"
          autoComplete="current-password"
          required
          value={currentPassword}
          onText={setCurrent}
        />
        <Field
          label={say("newPassword")}
          hint={say("passwordHint")}
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={128}
          value={newPassword}
          onText={setNew}
        />
        <FormProblem text={problem} />
        <Button type="submit">{say("changePassword")}</Button>
      </form>
    </Panel>
  );
}

/** Lets the identity provider sign this account in: who has its password says so, nobody else. */
function ConnectProvider({ name }: { readonly name: string }) {
  const say = useWords(accessWords);
  return (
    <Panel title={name}>
      <p className="mb-3 text-muted">{say("connectDetail")}</p>
      <ProviderRefusal />
      <Button onClick={() => void leaveForProvider("link-social").catch(notifyProblem)}>
        {say("connectProvider", { name })}
      </Button>
    </Panel>
  );
}
