import { useState } from "react";
import { askAuth, callerChanged } from "../../client/auth.ts";
import { asProblem } from "../../client/problem.ts";
import { useRead } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Field, FormProblem } from "../../parts/field.tsx";
import { Panel } from "../../parts/panel.tsx";
import { QrCode } from "../../parts/qr-code.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";

interface Enabled {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

/** A code of an app beside the password. */
export function SecondFactor() {
  const say = useWords(accessWords);
  const { data } = useRead("GET /api/v1/access", {});
  const on = data?.second_factor === true;
  const [enabled, setEnabled] = useState<Enabled | null>(null);
  return (
    <Panel title={say("secondFactor")}>
      <p className="mb-3 text-muted">{say(on ? "secondFactorOn" : "secondFactorOff")}</p>
      {enabled === null ? (
        <Turn on={on} onEnabled={setEnabled} />
      ) : (
        <Confirming enabled={enabled} onDone={() => setEnabled(null)} />
      )}
    </Panel>
  );
}

/** Turns it on or off, with the password once more. */
function Turn({
  on,
  onEnabled,
}: {
  readonly on: boolean;
  readonly onEnabled: (it: Enabled) => void;
}) {
  const say = useWords(accessWords);
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const turn = async (): Promise<void> => {
    try {
      if (on) {
        await askAuth("two-factor/disable", { password });
        await callerChanged();
      } else {
        onEnabled(await askAuth<Enabled>("two-factor/enable", { password }));
      }
      setPassword("");
      setProblem(null);
    } catch (thrown) {
      setProblem(asProblem(thrown).detail);
    }
  };
  return (
    <form
      className="flex max-w-sm flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void turn();
      }}
    >
      <Field
        label={say("currentPassword")}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onText={setPassword}
      />
      <FormProblem text={problem} />
      <Button type="submit">{say(on ? "turnOff" : "turnOn")}</Button>
    </form>
  );
}

/** Shows the key and the codes for its loss, and asks for the first code. */
function Confirming({
  enabled,
  onDone,
}: {
  readonly enabled: Enabled;
  readonly onDone: () => void;
}) {
  const say = useWords(accessWords);
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const key = new URL(enabled.totpURI).searchParams.get("secret") ?? "";
  const confirm = async (): Promise<void> => {
    try {
      await askAuth("two-factor/verify-totp", { code: code.trim() });
      onDone();
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
        void confirm();
      }}
    >
      <p>{say("backupCodes")}</p>
      <pre className="rounded-md bg-sunken p-3 font-mono text-[13px]">
        {enabled.backupCodes.join("\n")}
      </pre>
      <p>{say("totpSecret")}</p>
      <QrCode text={enabled.totpURI} label={say("qrCode")} />
      <p className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 font-mono text-[13px] break-all">{key}</code>
        <CopyButton text={key} />
      </p>
      <Field
        label={say("code")}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onText={setCode}
      />
      <FormProblem text={problem} />
      <Button type="submit" look="primary">
        {say("confirm")}
      </Button>
    </form>
  );
}
