import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import type { Frame } from "./error.ts";
import { type FrameGroup, groupsOf, placeOf } from "./frames.ts";
import { LongText } from "./long-text.tsx";
import { Pairs } from "./pairs.tsx";
import { SourceLines } from "./source-lines.tsx";

interface FrameListProps {
  readonly frames: readonly Frame[];
  readonly platform: string;
  /** Those of the system too are in sight. */
  readonly isWhole: boolean;
}

/** Groups of frames before somebody asks for more: a stack that overflowed has thousands. */
const groupsMax = 40;
const openMax = 12;

/** The calls of a trace, the crash first; those of the system folded. */
export function FrameList({ frames, platform, isWhole }: FrameListProps) {
  const say = useWords(errorWords);
  const [isLong, setLong] = useState(false);
  const groups = groupsOf(frames);
  if (groups.length === 0) return <p className="text-muted">{say("noFrames")}</p>;
  const shown = isLong ? groups : groups.slice(0, groupsMax);
  return (
    <>
      <ol className="overflow-hidden rounded-md border border-line">
        {shown.map((group) => (
          <Group key={group.at} group={group} platform={platform} isWhole={isWhole} />
        ))}
      </ol>
      {shown.length < groups.length && (
        <Button look="quiet" className="mt-2" onClick={() => setLong(true)}>
          {say("showAllRows", { n: frames.length })}
        </Button>
      )}
    </>
  );
}

interface GroupProps {
  readonly group: FrameGroup;
  readonly platform: string;
  readonly isWhole: boolean;
}

function Group({ group: { isApp, frames, at }, platform, isWhole }: GroupProps) {
  const say = useWords(errorWords);
  const [isOpen, setOpen] = useState(false);
  const [isLong, setLong] = useState(false);
  const shown = isLong ? frames : frames.slice(0, groupsMax);
  const rows = shown.map((frame, index) => (
    <FrameRow
      // biome-ignore lint/suspicious/noArrayIndexKey: the place in the trace is what a frame is.
      key={at + index}
      frame={frame}
      platform={platform}
      isApp={isApp}
      isOpenAtFirst={isApp && at + index < openMax}
    />
  ));
  const more = shown.length < frames.length && (
    <li className="border-line border-t px-2 py-1 first:border-t-0">
      <Button look="quiet" onClick={() => setLong(true)}>
        {say("showAllRows", { n: frames.length })}
      </Button>
    </li>
  );
  if (isApp || isWhole) return [...rows, more];
  return (
    <>
      <li className="border-line border-t bg-ground first:border-t-0">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="flex w-full items-center gap-1.5 px-2 py-1.5 text-left text-[13px] text-muted hover:text-ink"
        >
          <Chevron isOpen={isOpen} />
          {say("systemFrames", { n: frames.length })}
        </button>
      </li>
      {isOpen && rows}
      {isOpen && more}
    </>
  );
}

interface FrameRowProps {
  readonly frame: Frame;
  readonly platform: string;
  readonly isApp: boolean;
  readonly isOpenAtFirst: boolean;
}

function FrameRow({ frame, platform, isApp, isOpenAtFirst }: FrameRowProps) {
  const say = useWords(errorWords);
  const hasSource = frame.context_line !== null || frame.pre_context.length > 0;
  const vars = frame.vars !== null && Object.keys(frame.vars).length > 0 ? frame.vars : null;
  const hasMore = hasSource || vars !== null;
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <li className={`border-line border-t first:border-t-0 ${isApp ? "" : "bg-ground"}`}>
      {hasMore ? (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="flex w-full items-start gap-1.5 px-2 py-1.5 text-left hover:bg-sunken"
        >
          <Chevron isOpen={isOpen} />
          <FrameName frame={frame} isApp={isApp} />
        </button>
      ) : (
        <p className="py-1.5 pr-2 pl-7">
          <FrameName frame={frame} isApp={isApp} />
        </p>
      )}
      {hasMore && isOpen && (
        <div className="flex flex-col gap-2 px-2 pb-2 sm:pl-7">
          {hasSource && <SourceLines frame={frame} platform={frame.platform ?? platform} />}
          {vars !== null && (
            <div>
              <p className="mb-1 text-xs font-medium text-muted">{say("variables")}</p>
              <Pairs of={vars} />
            </div>
          )}
        </div>
      )}
    </li>
  );
}

function Chevron({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <ChevronRight
      aria-hidden
      size={14}
      className={`mt-0.5 shrink-0 transition-transform ${isOpen ? "rotate-90" : ""}`}
    />
  );
}

/** In a button nothing may be pressed, so that a long name is cut without a way to see the rest. */
function FrameName({ frame, isApp }: { readonly frame: Frame; readonly isApp: boolean }) {
  const say = useWords(errorWords);
  const place = placeOf(frame);
  return (
    <span className={`min-w-0 font-mono text-[13px] ${isApp ? "" : "text-muted"}`}>
      {place === "" ? say("unknownPlace") : <Short text={place} />}
      {frame.function !== null && (
        <span className="text-muted">
          {` ${say("inFunction")} `}
          <span className={isApp ? "font-medium text-ink" : ""}>
            <Short text={frame.function} />
          </span>
        </span>
      )}
    </span>
  );
}

const nameCharsMax = 300;

function Short({ text }: { readonly text: string }) {
  return text.length <= nameCharsMax ? (
    <LongText text={text} />
  ) : (
    <LongText text={`${text.slice(0, nameCharsMax)}…`} />
  );
}
