import { useId, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Sheet } from "../../parts/dialog.tsx";
import { issueWords } from "../../words/issue.ts";
import { useWords } from "../../words/use-words.ts";
import type { Action } from "../issues/issue.ts";
import type { Field, Way } from "./ways.ts";

interface WaysSheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly ways: readonly Way[];
  readonly onChoose: (action: Action) => void;
}

/** Asks in which way something is to be done. */
export function WaysSheet({ open, onClose, title, confirm, ways, onChoose }: WaysSheetProps) {
  const say = useWords(issueWords);
  const [chosen, setChosen] = useState(ways[0]?.id);
  const way = ways.find(({ id }) => id === chosen);
  return (
    <Sheet open={open} onOpenChange={(now) => now || onClose()} title={title}>
      <form
        className="flex flex-col gap-4 overflow-y-auto p-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          if (way === undefined) return;
          onClose();
          onChoose(way.action((name) => String(form.get(name) ?? "").trim()));
        }}
      >
        <fieldset className="flex flex-col gap-1">
          <legend className="sr-only">{say("when")}</legend>
          {ways.map(({ id, word }) => (
            <label key={id} className="flex min-h-8 items-center gap-2">
              <input
                type="radio"
                name="way"
                value={id}
                checked={id === chosen}
                onChange={() => setChosen(id)}
                className="size-4 accent-accent-fill"
              />
              {say(word)}
            </label>
          ))}
        </fieldset>
        {way?.fields.map((field) => (
          <FieldInput key={`${way.id} ${field.name}`} field={field} />
        ))}
        <div className="flex justify-end">
          <Button type="submit" look="primary">
            {confirm}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

function FieldInput({ field }: { readonly field: Field }) {
  const say = useWords(issueWords);
  const id = useId();
  const { name, word, type, options, isOptional = false } = field;
  const className = "h-8 w-full rounded-md border border-line-strong bg-surface px-2";
  return (
    <div className="flex flex-col gap-1 text-[13px] text-muted">
      <label htmlFor={id}>{say(word)}</label>
      {type === "select" ? (
        <select id={id} name={name} className={`${className} text-ink`}>
          {options?.map(([value, each]) => (
            <option key={value} value={value}>
              {say(each)}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          name={name}
          type={type}
          required={!isOptional}
          {...(type === "number" ? { min: 1, max: 1e9, step: 1 } : { maxLength: 200 })}
          className={`${className} text-ink`}
        />
      )}
    </div>
  );
}
