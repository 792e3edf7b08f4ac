import {
  ChevronFirst,
  ChevronLast,
  ChevronLeft,
  ChevronRight,
  type LucideIcon,
} from "lucide-react";
import type { ReactNode } from "react";
import { useRead } from "../../client/queries.ts";
import { buttonClass } from "../../parts/button.tsx";
import { useCommands } from "../../shell/commands.ts";
import { errorWords } from "../../words/error.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";

export interface PagerLink {
  readonly id: number;
  readonly label: string;
  readonly keys: string;
  readonly className: string;
  readonly children: ReactNode;
}

interface PagerProps {
  /** The error that is shown. */
  readonly id: number;
  readonly onGo: (id: number) => void;
  readonly link: (link: PagerLink) => ReactNode;
}

/** The way through the errors of an issue, as they happened. */
export function Pager({ id, onGo, link }: PagerProps) {
  const say = useWords(errorWords);
  const group = useWords(shellWords)("groupPage");
  const { data, isPlaceholderData } = useRead(
    "GET /api/v1/errors/{id}/neighbours",
    { id: String(id) },
    { keep: true },
  );
  // While those of another error still show, they lead nowhere.
  const known = isPlaceholderData ? undefined : data;
  const other = (target: number | null | undefined): number | null =>
    target === id ? null : (target ?? null);
  const steps = [
    {
      word: "first",
      title: "firstError",
      keys: "F",
      icon: ChevronFirst,
      to: other(known?.first_id),
    },
    {
      word: "previous",
      title: "previousError",
      keys: "[",
      icon: ChevronLeft,
      to: known?.previous_id ?? null,
    },
    { word: "next", title: "nextError", keys: "]", icon: ChevronRight, to: known?.next_id ?? null },
    {
      word: "latest",
      title: "latestError",
      keys: "L",
      icon: ChevronLast,
      to: other(known?.latest_id),
    },
  ] as const;
  const commands = steps.map(({ title, keys, to }) => ({
    title: say(title),
    group,
    keys,
    run: () => to !== null && onGo(to),
  }));
  const [, previous, next] = commands;
  useCommands([
    ...commands,
    ...(previous && next
      ? [
          { ...previous, keys: "k", keysOnly: true },
          { ...next, keys: "j", keysOnly: true },
        ]
      : []),
  ]);
  return (
    <nav aria-label={say("pager")} className="flex flex-wrap gap-1">
      {steps.map(({ word, title, keys, icon, to }) => (
        <Step
          key={word}
          word={say(word)}
          label={say(title)}
          keys={keys}
          icon={icon}
          to={to}
          link={link}
        />
      ))}
    </nav>
  );
}

interface StepProps extends Pick<PagerProps, "link"> {
  readonly word: string;
  readonly label: string;
  readonly keys: string;
  readonly icon: LucideIcon;
  readonly to: number | null;
}

function Step({ word, label, keys, icon: Icon, to, link }: StepProps) {
  const className = buttonClass();
  const children = (
    <>
      <Icon aria-hidden size={14} />
      <span className="hidden sm:inline">{word}</span>
    </>
  );
  if (to !== null) return link({ id: to, label, keys, className, children });
  return (
    <button type="button" disabled aria-label={label} className={className}>
      {children}
    </button>
  );
}
