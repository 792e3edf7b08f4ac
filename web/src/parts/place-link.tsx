import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";

interface PlaceLinkProps {
  /** Where in the page, without `/app`: `/errors/4211`. */
  readonly to: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A link to a page by its address, where that is made from what was read. */
export function PlaceLink({
  to,
  className = "text-accent hover:underline",
  children,
}: PlaceLinkProps) {
  const router = useRouter();
  const open = (event: MouseEvent): void => {
    // A new tab or window is the browser's business.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.history.push(`/app${to}`);
  };
  return (
    <a href={`/app${to}`} onClick={open} className={className}>
      {children}
    </a>
  );
}
