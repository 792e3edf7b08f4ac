import { Sheet } from "../parts/dialog.tsx";
import { Keys } from "../parts/keys.tsx";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";
import { type Command, useAllCommands } from "./commands.ts";

interface HelpProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The help sheet: what keys do here. */
export function Help({ open, onOpenChange }: HelpProps) {
  const say = useWords(shellWords);
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={say("shortcuts")}>
      <div className="overflow-y-auto p-4">
        <Shortcuts />
      </div>
    </Sheet>
  );
}

/** Every command that has keys, by group. */
export function Shortcuts() {
  const commands = useAllCommands();
  const groups = new Map<string, Command[]>();
  for (const command of commands.filter(({ keys }) => keys !== undefined)) {
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups].map(([group, listed]) => (
    <section key={group} className="mb-4">
      <h3 className="mb-1 text-xs font-semibold text-muted">{group}</h3>
      <dl>
        {listed.map(({ title, keys = "" }) => (
          <div key={title} className="flex justify-between gap-4 py-1">
            <dt>{title}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}
