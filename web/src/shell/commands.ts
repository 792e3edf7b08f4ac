import { useEffect, useId, useRef, useSyncExternalStore } from "react";
import { keyOf } from "./key.ts";

/** Something that a person can do: by the palette, and by keys where it has any. */
export interface Command {
  readonly title: string;
  /** Under which heading it stands. */
  readonly group: string;
  /** As `event.key` says: `j`, `?`, `g i` (one after the other), `mod+k` (⌘ or Ctrl). */
  readonly keys?: string;
  /** Not in the palette: it makes sense only by keys (j, k). */
  readonly keysOnly?: boolean;
  run(): void;
}

const registered = new Map<string, readonly Command[]>();
const listeners = new Set<() => void>();
let all: readonly Command[] = [];

function renew(): void {
  // What was registered last, the page that is shown, comes first and wins where keys collide.
  all = [...registered.values()].reverse().flat();
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** Every command that there is now. */
export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => all);
}

/** Offers commands while the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const id = useId();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  // What they do may change with every render; what is listed changes with their names only.
  const names = commands
    .map(({ title, group, keys = "" }) => `${title}\n${group}\n${keys}`)
    .join("\0");
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    const listed = latest.current.map((command, at) => ({
      ...command,
      run: () => latest.current[at]?.run(),
    }));
    registered.set(id, listed);
    renew();
    return () => {
      registered.delete(id);
      renew();
    };
  }, [id, names]);
}

/** How long the second key of `g i` may take. */
const sequenceMs = 1200;
const typing = "input, textarea, select, [contenteditable=true]";
// A notice is a dialog too, but one that stands beside the page: keys go on to the page.
const isOver = ":not([aria-modal=false])";
const ownKeys = `[role=dialog]${isOver}, [role=alertdialog]${isOver}, [role=menu], [role=listbox]`;

/** Runs commands by their keys; what is returned ends it. */
export function listenToKeys(): () => void {
  let before: { readonly key: string; readonly at: number } | null = null;
  const listen = (event: KeyboardEvent): void => {
    if (isElsewhere(event)) return;
    const key = keyOf(event);
    const isSecond = before !== null && event.timeStamp - before.at < sequenceMs;
    const command = (isSecond && commandAt(`${before?.key} ${key}`)) || commandAt(key);
    before = command ? null : { key, at: event.timeStamp };
    if (!command) return;
    event.preventDefault();
    command.run();
  };
  addEventListener("keydown", listen);
  return () => removeEventListener("keydown", listen);
}

function commandAt(wanted: string): Command | undefined {
  return all.find(({ keys }) => keys === wanted);
}

/** Whether the key belongs to somebody else: to a text field, a dialog, a list. */
function isElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.altKey) return true;
  if (event.metaKey || event.ctrlKey || !(event.target instanceof Element)) return false;
  return event.target.closest(`${typing}, ${ownKeys}`) !== null;
}
