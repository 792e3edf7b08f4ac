import { common } from "../words/common.ts";
import { useWords } from "../words/use-words.ts";

const colours = {
  fatal: "text-fatal",
  error: "text-danger",
  warning: "text-warning",
  info: "text-info",
  debug: "text-debug",
} as const;

export type Level = keyof typeof colours;

/** How bad it is, by colour and word. */
export function LevelBadge({ level }: { readonly level: Level }) {
  const say = useWords(common);
  return (
    <span className={`inline-flex items-center gap-1 text-xs font-medium ${colours[level]}`}>
      <span aria-hidden className="size-2 rounded-full bg-current" />
      {say(level)}
    </span>
  );
}

/** A project by its slug. */
export function ProjectBadge({ slug }: { readonly slug: string }) {
  return (
    <span className="inline-block max-w-40 truncate rounded border border-line bg-sunken px-1.5 align-bottom text-xs text-muted">
      <bdi>{slug}</bdi>
    </span>
  );
}

const tones = {
  neutral: "bg-sunken text-muted",
  accent: "bg-accent-soft text-accent",
  good: "bg-sunken text-good",
  warning: "bg-sunken text-warning",
  danger: "bg-sunken text-danger",
} as const;

/** A word that says in which state something is. */
export function Badge({
  tone = "neutral",
  children,
}: {
  readonly tone?: keyof typeof tones;
  readonly children: string;
}) {
  return (
    <span className={`rounded px-1.5 text-xs font-medium whitespace-nowrap ${tones[tone]}`}>
      {children}
    </span>
  );
}
