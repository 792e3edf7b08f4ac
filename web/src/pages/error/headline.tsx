import type { ReactNode } from "react";
import { common } from "../../words/common.ts";
import { useWords } from "../../words/use-words.ts";
import { LongText } from "./long-text.tsx";
import { visible } from "./visible.ts";

interface HeadlineProps {
  /** What a stranger called it. */
  readonly title: string;
  /** In the browser's tab before it. */
  readonly name?: string;
  /** Above it: where one is. */
  readonly above: ReactNode;
  readonly children: ReactNode;
}

const tabCharsMax = 80;

/** The head of a page about one thing, named by a stranger. */
export function Headline({ title, name, above, children }: HeadlineProps) {
  const say = useWords(common);
  const inTab = [name, visible(title.slice(0, tabCharsMax)), say("product")];
  return (
    <header className="flex flex-col gap-1.5 px-4 pt-4 pb-3 sm:px-6">
      <title>{inTab.filter((part) => part !== undefined).join(" · ")}</title>
      <div className="flex flex-wrap items-center gap-2 text-[13px] text-muted">{above}</div>
      <h1 className="text-lg leading-snug font-semibold tracking-tight">
        <LongText text={title} charsMax={300} />
      </h1>
      {children}
    </header>
  );
}
