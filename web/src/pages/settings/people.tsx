import { useState } from "react";
import { administers, useAccess } from "../../client/access.ts";
import { call, type ReplyOf } from "../../client/call.ts";
import { asProblem } from "../../client/problem.ts";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/dialog.tsx";
import { Field, FormProblem } from "../../parts/field.tsx";
import { settingsWords } from "../../words/settings.ts";
import { useWords } from "../../words/use-words.ts";
import { Section } from "./parts.tsx";

type Forgotten = ReplyOf<"POST /api/v1/people/forget">;

/** Deletes what belongs to somebody; only administrators see it. */
export function People() {
  const say = useWords(settingsWords);
  const { data: access } = useAccess();
  const [user, setUser] = useState("");
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Forgotten | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (!administers(access)) return null;
  const forget = async (): Promise<void> => {
    setBusy(true);
    setDone(null);
    setProblem(null);
    try {
      setDone(await call("POST /api/v1/people/forget", { user: user.trim() }));
      setUser("");
    } catch (thrown) {
      setProblem(asProblem(thrown).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={say("people")}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setAsking(true);
        }}
      >
        <Field
          label={say("person")}
          hint={say("personHint")}
          required
          maxLength={320}
          value={user}
          onText={setUser}
        />
        <FormProblem text={problem} />
        <p role="status" className="text-[13px] text-muted empty:hidden">
          {busy && say("forgetting")}
          {done !== null && <Said done={done} />}
        </p>
        <div>
          <Button type="submit" disabled={busy || user.trim() === ""}>
            {say("forget")}
          </Button>
        </div>
      </form>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={say("forgetAsk", { who: user.trim() })}
        confirm={say("forget")}
        onConfirm={() => void forget()}
      >
        {say("forgetDetail")}
      </Confirm>
    </Section>
  );
}

function Said({ done }: { readonly done: Forgotten }) {
  const say = useWords(settingsWords);
  const { errors, deliveries, issues, texts, unreadable } = done;
  return (
    <>
      {say("forgotten", { errors, deliveries, texts: issues + texts })}
      {unreadable > 0 && ` ${say("forgetUnreadable", { n: unreadable })}`}
    </>
  );
}
