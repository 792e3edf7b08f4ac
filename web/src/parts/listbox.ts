import { type KeyboardEvent, useId, useState } from "react";

interface ListboxOptions {
  readonly count: number;
  readonly onPick: (at: number) => void;
  /** -1: none is meant until one moves to it. */
  readonly startAt?: 0 | -1;
}

/**
 * A list that is chosen from while the cursor stays in a text field: arrows move, Enter picks. `field`
 * goes to the input, `listId` and `optionId` to the list.
 */
export function useListbox({ count, onPick, startAt = 0 }: ListboxOptions) {
  const listId = useId();
  const [wanted, setActive] = useState<number>(startAt);
  const active = Math.max(startAt, Math.min(wanted, count - 1));
  const optionId = (at: number): string => `${listId}-${at}`;
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (count === 0) return false;
    if (step !== undefined) setActive((Math.max(active, step < 0 ? 0 : -1) + step + count) % count);
    else if (event.key === "Enter" && active >= 0) onPick(active);
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    listId,
    optionId,
    active,
    setActive,
    onKeyDown,
    field: {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": listId,
      "aria-expanded": count > 0,
      "aria-activedescendant": count > 0 && active >= 0 ? optionId(active) : undefined,
      autoComplete: "off",
      spellCheck: false,
    } as const,
  };
}
