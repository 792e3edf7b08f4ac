import type { ReactNode } from "react";

interface SafeLinkProps {
  /** What a stranger sent as an address. */
  readonly to: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A link to somebody else's page; what is no web address stays text. */
export function SafeLink({ to, className = "text-accent underline", children }: SafeLinkProps) {
  if (!isWebAddress(to)) return children;
  return (
    <a href={to} rel="noreferrer" target="_blank" className={className}>
      {children}
    </a>
  );
}

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
