import type { ComponentProps } from "react";

const looks = {
  plain: "border border-line bg-surface text-ink hover:bg-sunken",
  primary: "bg-accent-fill text-on-accent hover:brightness-110",
  danger: "bg-danger-fill text-on-accent hover:brightness-110",
  quiet: "text-muted hover:bg-sunken hover:text-ink",
} as const;

interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: keyof typeof looks;
}

/** How a button looks, for links and parts of others that look like one. */
export function buttonClass(look: keyof typeof looks = "plain"): string {
  return `inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md px-2.5 text-[13px] font-medium whitespace-nowrap transition-colors disabled:opacity-50 ${looks[look]}`;
}

export function Button({ look = "plain", className = "", ...props }: ButtonProps) {
  return <button type="button" {...props} className={`${buttonClass(look)} ${className}`} />;
}
