import { type FormEvent, useState } from "react";
import { useWrite } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Select } from "../../parts/choice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { sourcesWords } from "../../words/sources.ts";
import { useWords } from "../../words/use-words.ts";
import { Refused } from "./refused.tsx";

const kinds = [
  ["sentry", "Sentry"],
  ["glitchtip", "GlitchTip"],
  ["bugsink", "Bugsink"],
] as const;
type Kind = (typeof kinds)[number][0];

/** A source beside those that the settings define. */
export function AddSource({ onAdded }: { readonly onAdded: () => void }) {
  const say = useWords(sourcesWords);
  const add = useWrite("POST /api/v1/sources");
  const [kind, setKind] = useState<Kind>("bugsink");
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = (name: string) => String(new FormData(form).get(name) ?? "").trim();
    const organization = given("organization");
    add.mutate(
      {
        slug: given("slug"),
        kind,
        base_url: given("base_url"),
        token: given("token"),
        ...(organization === "" ? {} : { organization }),
        pull_seconds: Number(given("pull_seconds") || 0),
      },
      {
        onSuccess: () => {
          form.reset();
          onAdded();
        },
      },
    );
  };
  return (
    <Panel title={say("add")}>
      <form onSubmit={submit} className="flex max-w-xl flex-col gap-3">
        <p className="text-[13px] text-muted">{say("addDetail")}</p>
        <Select label={say("kind")} options={kinds} value={kind} onChoose={setKind} />
        <Field name="slug" label={say("slug")} placeholder={say("slugExample")} required />
        <Field name="base_url" label={say("baseUrl")} placeholder={say("urlExample")} required />
        {kind !== "bugsink" && <Field name="organization" label={say("organizationName")} />}
        <Field name="token" label={say("apiToken")} type="password" required />
        <Field name="pull_seconds" label={say("pullSeconds")} placeholder="60" />
        <Refused thrown={add.error} />
        <div>
          <Button type="submit" look="primary" disabled={add.isPending}>
            {say("addIt")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "password";
  readonly placeholder?: string;
  readonly required?: boolean;
}

function Field({ name, label, type = "text", placeholder, required = false }: FieldProps) {
  return (
    <label className="flex flex-col gap-1 text-[13px] text-muted">
      {label}
      <input
        name={name}
        type={type}
        required={required}
        autoComplete="off"
        placeholder={placeholder}
        className="h-8 rounded-md border border-line bg-surface px-2 text-ink"
      />
    </label>
  );
}
