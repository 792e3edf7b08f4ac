import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Sheet } from "../../parts/dialog.tsx";
import { issuesWords } from "../../words/issues.ts";
import { useWords } from "../../words/use-words.ts";

interface AssignSheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAssign: (to: string | null) => void;
}

/** Asks to whom issues are assigned. */
export function AssignSheet({ open, onClose, onAssign }: AssignSheetProps) {
  const say = useWords(issuesWords);
  const [name, setName] = useState("");
  const assign = (to: string | null): void => {
    onClose();
    onAssign(to);
  };
  return (
    <Sheet open={open} onOpenChange={(now) => now || onClose()} title={say("assign")}>
      <form
        className="flex flex-wrap gap-2 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") assign(name.trim());
        }}
      >
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here.
          autoFocus
          aria-label={say("assignTo")}
          placeholder={say("assignTo")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2"
        />
        <Button type="submit" look="primary">
          {say("assign")}
        </Button>
        <Button onClick={() => assign(null)}>{say("unassign")}</Button>
      </form>
    </Sheet>
  );
}
