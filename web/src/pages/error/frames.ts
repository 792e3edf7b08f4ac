import type { Frame } from "./error.ts";

/** Frames that stand together: each of the application's alone, those of the system by the run. */
export interface FrameGroup {
  readonly isApp: boolean;
  /** The newest call first. */
  readonly frames: readonly Frame[];
  /** Which call the first of them is; it names the group while others fold and unfold. */
  readonly at: number;
}

/** The frames of a trace, the crash first. Where the sender told none as the application's, the crash is. */
export function groupsOf(frames: readonly Frame[]): readonly FrameGroup[] {
  const newestFirst = frames.toReversed();
  const isAnyApp = newestFirst.some(isOfApp);
  const groups: { isApp: boolean; frames: Frame[]; at: number }[] = [];
  for (const [at, frame] of newestFirst.entries()) {
    const isApp = isAnyApp ? isOfApp(frame) : at === 0;
    const last = groups.at(-1);
    if (last !== undefined && last.isApp === isApp) last.frames.push(frame);
    else groups.push({ isApp, frames: [frame], at });
  }
  return groups;
}

/** What nobody told of counts as the application's: rather too much in sight than too little. */
function isOfApp({ in_app: inApp }: Frame): boolean {
  return inApp !== false;
}

/** Where a frame is, as it stands in editors: file, line, column. */
export function placeOf({ filename, module, abs_path: path, lineno, colno }: Frame): string {
  const file = filename ?? module ?? path;
  if (file === null) return "";
  return [file, lineno, ...(lineno === null ? [] : [colno])]
    .filter((part) => part !== null)
    .join(":");
}
