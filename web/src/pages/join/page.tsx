import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { callerChanged, signIn } from "../../client/auth.ts";
import { call, type ReplyOf } from "../../client/call.ts";
import { asProblem } from "../../client/problem.ts";
import { Button } from "../../parts/button.tsx";
import { Field, FormProblem } from "../../parts/field.tsx";
import { ProblemState, Skeleton } from "../../parts/states.tsx";
import { Alone } from "../../shell/sign-in.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";

type Invitation = ReplyOf<"POST /api/v1/access/invitation">;

/** Where a link leads that lets somebody in once. Its code stands behind the #, which no server is sent. */
export function JoinPage() {
  const say = useWords(accessWords);
  const [code] = useState(() => location.hash.slice(1));
  const { data, error } = useQuery({
    queryKey: ["invitation", code],
    queryFn: () => call("POST /api/v1/access/invitation", { code }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) {
    return (
      <Alone title={say("closed")}>
        <ProblemState thrown={error} />
      </Alone>
    );
  }
  return (
    <Alone title={data?.kind === "password" ? say("setPassword") : say("join")}>
      {data === undefined ? (
        <Skeleton className="h-48" />
      ) : (
        <JoinForm code={code} invitation={data} />
      )}
    </Alone>
  );
}

function JoinForm({
  code,
  invitation,
}: {
  readonly code: string;
  readonly invitation: Invitation;
}) {
  const say = useWords(accessWords);
  const navigate = useNavigate();
  const [mail, setMail] = useState(invitation.mail ?? "");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const isNew = invitation.kind === "invitation";
  const join = async (): Promise<void> => {
    try {
      const given = invitation.mail === null ? { mail: mail.trim() } : {};
      const joined = await call("POST /api/v1/access/join", {
        code,
        ...given,
        ...(name.trim() === "" ? {} : { name: name.trim() }),
        password,
      });
      // With a second factor the rest of signing in follows on the page.
      await signIn(joined.mail, password);
      await navigate({ to: "/" });
      await callerChanged();
    } catch (thrown) {
      setProblem(asProblem(thrown).detail);
    }
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void join();
      }}
    >
      {isNew && <p className="text-muted">{say("invitedAs", { role: say(invitation.role) })}</p>}
      <Field
        label={say("mail")}
        type="email"
        autoComplete="username"
        required
        readOnly={invitation.mail !== null}
        value={mail}
        onText={setMail}
      />
      {isNew && <Field label={say("name")} autoComplete="name" value={name} onText={setName} />}
      <Field
        label={isNew ? say("password") : say("newPassword")}
        hint={say("passwordHint")}
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        maxLength={128}
        value={password}
        onText={setPassword}
      />
      <FormProblem text={problem} />
      <Button type="submit" look="primary">
        {isNew ? say("doJoin") : say("doSetPassword")}
      </Button>
    </form>
  );
}
