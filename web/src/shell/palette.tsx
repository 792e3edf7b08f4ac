import { useState } from "react";
import { Sheet } from "../parts/dialog.tsx";
import { Keys } from "../parts/keys.tsx";
import { useListbox } from "../parts/listbox.ts";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";
import { type Command, useAllCommands } from "./commands.ts";

interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Everything that can be done here, by typing a part of its name. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  const say = useWords(shellWords);
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={say("commands")} bare>
      <Finder onDone={() => onOpenChange(false)} />
    </Sheet>
  );
}

function Finder({ onDone }: { readonly onDone: () => void }) {
  const say = useWords(shellWords);
  const [text, setText] = useState("");
  const found = useAllCommands().filter(
    (command) => command.keysOnly !== true && isMeant(command, text),
  );
  const pick = (at: number): void => {
    onDone();
    // After the palette has given the focus back.
    setTimeout(() => found[at]?.run());
  };
  const { field, listId, optionId, active, setActive, onKeyDown } = useListbox({
    count: found.length,
    onPick: pick,
  });
  return (
    <>
      <input
        {...field}
        // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here.
        autoFocus
        aria-label={say("search")}
        placeholder={say("search")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-12 border-b border-line bg-transparent px-4 text-base outline-none"
      />
      <p role="status" className="sr-only">
        {say("commandsFound", { n: found.length })}
      </p>
      {found.length === 0 && <p className="p-4 text-muted">{say("noCommand")}</p>}
      <div id={listId} role="listbox" aria-label={say("commands")} className="overflow-y-auto p-1">
        {found.map(({ title, group, keys }, at) => (
          <div
            key={`${group} ${title}`}
            id={optionId(at)}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            ref={at === active ? intoSight : undefined}
            onPointerMove={() => setActive(at)}
            onClick={() => pick(at)}
            onKeyDown={onKeyDown}
            className="flex items-center gap-3 rounded-md px-3 py-2 aria-selected:bg-accent-soft"
          >
            <span className="flex-1">{title}</span>
            <span className="text-xs text-muted">{group}</span>
            {keys !== undefined && <Keys keys={keys} />}
          </div>
        ))}
      </div>
    </>
  );
}

function intoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

/** Every word that was typed begins or stands within a word of it. */
function isMeant({ title, group }: Command, text: string): boolean {
  const name = `${title} ${group}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.includes(word));
}
