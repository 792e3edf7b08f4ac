import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { common } from "../words/common.ts";
import { useWords } from "../words/use-words.ts";
import { Button } from "./button.tsx";
import { notify } from "./toasts.tsx";

const shownMs = 2000;

/** Copies a text. `label`: what is copied, where that is not plain from beside it. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const say = useWords(common);
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    if (!(await copyText(text))) {
      notify({ title: say("notCopied"), bad: true });
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), shownMs);
  };
  return (
    <Button look="quiet" onClick={() => void copy()}>
      {copied ? <Check aria-hidden size={14} /> : <Copy aria-hidden size={14} />}
      <span aria-live="polite">{copied ? say("copied") : (label ?? say("copy"))}</span>
    </Button>
  );
}

/** Over plain HTTP browsers offer no clipboard, only the old way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "fixed opacity-0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
