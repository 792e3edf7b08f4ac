import type { ReactNode } from "react";
import { common } from "../words/common.ts";
import { useWords } from "../words/use-words.ts";

interface PageProps {
  readonly title: string;
  /** What stands beside the title: what can be done here. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its title above it and in the browser's tab. */
export function Page({ title, actions, children }: PageProps) {
  const say = useWords(common);
  return (
    <>
      <title>{`${title} · ${say("product")}`}</title>
      <header className="flex min-h-13 flex-wrap items-center gap-2 px-4 py-2 sm:px-6">
        <h1 className="flex-1 text-lg font-semibold tracking-tight">{title}</h1>
        {actions}
      </header>
      {children}
    </>
  );
}
