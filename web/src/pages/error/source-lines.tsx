import type { Frame } from "./error.ts";
import { highlight, type Piece } from "./highlight.ts";
import { LongText } from "./long-text.tsx";
import { visible } from "./visible.ts";

const colours: Readonly<Record<NonNullable<Piece["kind"]>, string>> = {
  comment: "text-muted italic",
  string: "text-good",
  number: "text-info",
  keyword: "text-accent",
};

interface SourceLine {
  /** Null: it is not known which line of the file it is. */
  readonly number: number | null;
  readonly text: string;
  readonly isCurrent: boolean;
}

function linesOf(frame: Frame): readonly SourceLine[] {
  const { lineno, pre_context: before, context_line: current, post_context: after } = frame;
  const texts = [...before, ...(current === null ? [] : [current]), ...after];
  return texts.map((text, at) => ({
    text,
    number: lineno === null ? null : lineno - before.length + at,
    isCurrent: at === before.length && current !== null,
  }));
}

/** The source around a call, as the sender sent it, with light colours of our own. */
export function SourceLines({ frame, platform }: { frame: Frame; platform: string }) {
  return (
    <pre className="overflow-hidden rounded-md bg-sunken py-1 font-mono text-[12.5px] leading-5">
      {linesOf(frame).map(({ number, text, isCurrent }, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a line is.
          key={at}
          className={`grid grid-cols-[3rem_minmax(0,1fr)] gap-3 px-2 ${isCurrent ? "bg-accent-soft font-medium" : ""}`}
        >
          <span className="text-right text-muted select-none">{number}</span>
          <code dir="ltr" className="whitespace-pre-wrap">
            <Line text={text} platform={platform} />
          </code>
        </span>
      ))}
    </pre>
  );
}

function Line({ text, platform }: { text: string; platform: string }) {
  const pieces = highlight(text, platform);
  if (pieces.length === 1 && pieces[0]?.kind === null)
    return <LongText text={text} charsMax={1000} />;
  return pieces.map(({ text: piece, kind }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a piece is.
    <span key={at} className={kind === null ? undefined : colours[kind]}>
      {visible(piece)}
    </span>
  ));
}
