import { type KeyboardEvent, useId, useState } from "react";

interface ListboxOptions {
  readonly count: number;
  readonly onPick: (at: number) => void;
}

/**
 * A list that is chosen from while the cursor stays in a text field: arrows move, Enter picks. `field`
 * goes to the input, `listId` and `optionId` to the list.
 */
export function useListbox({ count, onPick }: ListboxOptions) {
  const listId = useId();
  const [wanted, setActive] = useState(0);
  const active = Math.max(0, Math.min(wanted, count - 1));
  const optionId = (at: number): string => `${listId}-${at}`;
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (count === 0 || (step === undefined && event.key !== "Enter")) return false;
    event.preventDefault();
    if (step === undefined) onPick(active);
    else setActive((active + step + count) % count);
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
      "aria-activedescendant": count > 0 ? optionId(active) : undefined,
      autoComplete: "off",
      spellCheck: false,
    } as const,
  };
}
