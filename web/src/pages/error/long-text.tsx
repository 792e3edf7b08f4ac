import { useState } from "react";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import { visible } from "./visible.ts";

interface LongTextProps {
  readonly text: string;
  /** How much shows before somebody asks for all of it. */
  readonly charsMax?: number;
}

/** A stranger's text of any length and content, as text. */
export function LongText({ text, charsMax = 2000 }: LongTextProps) {
  const say = useWords(errorWords);
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && text.length > charsMax;
  return (
    <>
      <bdi className="whitespace-pre-wrap">{visible(isCut ? text.slice(0, charsMax) : text)}</bdi>
      {isCut && (
        <>
          {"… "}
          <button
            type="button"
            onClick={() => setWhole(true)}
            className="font-sans text-accent underline"
          >
            {say("showAll", { n: text.length })}
          </button>
        </>
      )}
    </>
  );
}
