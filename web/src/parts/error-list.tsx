import { useRef, useState } from "react";
import { useCommands } from "../shell/commands.ts";
import { errorsWords } from "../words/errors.ts";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";
import { type ErrorItem, ErrorRow, errorColumns, errorRowHeight } from "./error-row.tsx";
import { VirtualList, type VirtualListHandle } from "./virtual-list.tsx";

interface ErrorListProps {
  readonly label: string;
  readonly errors: readonly ErrorItem[];
  /** Which of their times is shown. */
  readonly time: "timestamp" | "received_at";
  readonly onEnd?: () => void;
}

/** Errors in lines, of any number, with j and k to go through them. */
export function ErrorList({ label, errors, time, onEnd }: ErrorListProps) {
  const say = useWords(errorsWords);
  const group = useWords(shellWords)("groupPage");
  const list = useRef<VirtualListHandle>(null);
  // By its number, since a tail grows above it.
  const [current, setCurrent] = useState<number | null>(null);
  const move = (step: number): void => {
    const before = errors.findIndex(({ id }) => id === current);
    const next = Math.max(0, Math.min(before + step, errors.length - 1));
    setCurrent(errors[next]?.id ?? null);
    list.current?.show(next);
  };
  useCommands([
    { title: say("next"), group, keys: "j", keysOnly: true, run: () => move(1) },
    { title: say("previous"), group, keys: "k", keysOnly: true, run: () => move(-1) },
  ]);
  return (
    <VirtualList
      label={label}
      count={errors.length}
      rowHeight={errorRowHeight}
      keyOf={(at) => errors[at]?.id ?? at}
      handle={list}
      {...(onEnd === undefined ? {} : { onEnd })}
      row={(at) => {
        const error = errors[at];
        return error === undefined ? null : (
          <ErrorRow error={error} time={time} current={error.id === current} />
        );
      }}
    />
  );
}

/** What the columns are, on a wide screen; and what is said of the list. */
export function ErrorHeadings({ children }: { readonly children?: string }) {
  const say = useWords(errorsWords);
  const wide = "hidden lg:block";
  return (
    <div
      className={`sticky top-0 z-10 h-11 ${children === undefined ? "hidden lg:grid" : "grid"} items-center border-line border-b bg-ground px-4 text-[13px] text-muted sm:px-6 ${errorColumns}`}
    >
      {children === undefined ? (
        <span>{say("time")}</span>
      ) : (
        <p role="status" className="whitespace-nowrap">
          {children}
        </p>
      )}
      <span className={wide}>{say("error")}</span>
      <span className={wide}>{say("level")}</span>
      <span className={wide}>{say("project")}</span>
      <span className={wide}>{say("environment")}</span>
      <span className={wide}>{say("release")}</span>
    </div>
  );
}
