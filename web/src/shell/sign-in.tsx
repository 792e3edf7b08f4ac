import { type ReactNode, useState } from "react";
import type { Access } from "../client/access.ts";
import { callerChanged, leaveForProvider, signIn, signInByCode } from "../client/auth.ts";
import { call } from "../client/call.ts";
import { passkeysWork, signInByPasskey } from "../client/passkeys.ts";
import { asProblem } from "../client/problem.ts";
import { Button } from "../parts/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Field, FormProblem } from "../parts/field.tsx";
import { ProviderRefusal } from "../parts/provider-refusal.tsx";
import { accessWords } from "../words/access.ts";
import { common } from "../words/common.ts";
import { useWords } from "../words/use-words.ts";

const commands = [
  "npm run collector -- admin create",
  "docker exec CONTAINER node /app/src/main.js admin create",
];

interface SignInProps {
  readonly access: Access;
}

/** What a stranger sees: how to get in. */
export function SignIn({ access }: SignInProps) {
  const say = useWords(accessWords);
  return access.has_accounts || access.single_sign_on !== null ? (
    <Alone title={say("signIn")}>
      <SignInForm access={access} />
    </Alone>
  ) : (
    <Alone title={say("closed")}>
      <h2 className="font-semibold">{say("nobodyYet")}</h2>
      <p className="text-muted">{say("nobodyYetDetail")}</p>
      {commands.map((command) => (
        <p key={command} className="flex flex-wrap items-center gap-2">
          <code className="min-w-0 font-mono text-[13px] break-all">{command}</code>
          <CopyButton text={command} />
        </p>
      ))}
    </Alone>
  );
}

/** Something that stands alone on the page, without navigation. */
export function Alone({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  const say = useWords(common);
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-4 p-4">
      <title>{`${title} · ${say("product")}`}</title>
      <p className="flex items-center gap-2 text-[13px] text-muted">
        <img src="/app/icon.svg" alt="" className="size-6" />
        {say("product")}
      </p>
      <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
      {children}
    </main>
  );
}

/** What a form is about to do, and what came of it. */
function useAttempt() {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (thrown) {
      setProblem(asProblem(thrown).detail);
    } finally {
      setBusy(false);
    }
  };
  return { problem, busy, attempt };
}

function SignInForm({ access }: SignInProps) {
  const { mails, single_sign_on: provider } = access;
  const say = useWords(accessWords);
  const [mail, setMail] = useState("");
  const [password, setPassword] = useState("");
  const [asksForCode, setAsksForCode] = useState(false);
  const { problem, busy, attempt } = useAttempt();
  if (asksForCode) return <CodeForm />;
  const byPassword = async (): Promise<void> => {
    if (await signIn(mail, password)) await callerChanged();
    else setAsksForCode(true);
  };
  const byPasskey = async (): Promise<void> => {
    await signInByPasskey();
    await callerChanged();
  };
  return (
    <>
      <ProviderRefusal />
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(byPassword);
        }}
      >
        <Field
          label={say("mail")}
          type="email"
          autoComplete="username webauthn"
          required
          value={mail}
          onText={setMail}
        />
        <Field
          label={say("password")}
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onText={setPassword}
        />
        <FormProblem text={problem} />
        <Button type="submit" look="primary" disabled={busy}>
          {say("doSignIn")}
        </Button>
        {provider !== null && (
          <Button
            disabled={busy}
            onClick={() => void attempt(() => leaveForProvider("sign-in/social"))}
          >
            <bdi>{provider}</bdi>
          </Button>
        )}
        {passkeysWork && (
          <Button disabled={busy} onClick={() => void attempt(byPasskey)}>
            {say("withPasskey")}
          </Button>
        )}
      </form>
      {mails ? (
        <Forgotten mail={mail} />
      ) : (
        <p className="text-[13px] text-muted">{say("forgotten")}</p>
      )}
    </>
  );
}

/** Has a link for a new password sent to the address that was typed in. */
function Forgotten({ mail }: { readonly mail: string }) {
  const say = useWords(accessWords);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { problem, busy, attempt } = useAttempt();
  const remind = async (): Promise<void> => {
    setSentTo((await call("POST /api/v1/access/password", { mail: mail.trim() })).mail);
  };
  return (
    <div className="flex flex-col gap-2">
      <Button disabled={busy || mail.trim() === ""} onClick={() => void attempt(remind)}>
        {say("forgot")}
      </Button>
      <FormProblem text={problem} />
      <p role="status" className="text-[13px] text-muted">
        {sentTo !== null && say("reminded", { mail: sentTo })}
      </p>
    </div>
  );
}

function CodeForm() {
  const say = useWords(accessWords);
  const [code, setCode] = useState("");
  const { problem, busy, attempt } = useAttempt();
  const byCode = async (): Promise<void> => {
    await signInByCode(code.trim());
    await callerChanged();
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(byCode);
      }}
    >
      <Field
        label={say("code")}
        hint={say("codeHint")}
        autoComplete="one-time-code"
        autoFocus
        required
        value={code}
        onText={setCode}
      />
      <FormProblem text={problem} />
      <Button type="submit" look="primary" disabled={busy}>
        {say("doSignIn")}
      </Button>
    </form>
  );
}
