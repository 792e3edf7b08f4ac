import { Fragment } from "react";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const names: Readonly<Record<string, string>> = {
  Enter: "↵",
  Escape: "Esc",
  ArrowDown: "↓",
  ArrowUp: "↑",
};

/** Keys as they stand on a keyboard. */
export function Keys({ keys }: { readonly keys: string }) {
  const say = useWords(shellWords);
  return (
    <span className="inline-flex items-center gap-1 text-xs whitespace-nowrap text-muted">
      {keys.split(" ").map((key, at) => (
        <Fragment key={key}>
          {at > 0 && <span className="sr-only">{say("thenKey")}</span>}
          <kbd className="min-w-5 rounded border border-line bg-sunken px-1 text-center font-sans">
            {shown(key)}
          </kbd>
        </Fragment>
      ))}
    </span>
  );
}

function shown(key: string): string {
  const plain = key.replace("mod+", "");
  const name = names[plain] ?? plain;
  if (!key.startsWith("mod+")) return name;
  return isApple ? `⌘${name.toUpperCase()}` : `Ctrl ${name.toUpperCase()}`;
}
