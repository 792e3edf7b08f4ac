/** A fresh delivery that may be packed. */
export interface Waiting {
  readonly id: number;
  readonly lane: number;
  /** Bytes of its body. */
  readonly bytes: number;
}

export interface Plan {
  /** Ids that become one block each, ascending. */
  readonly blocks: readonly { readonly lane: number; readonly ids: readonly number[] }[];
  /** Ids that wait for more of their lane, ascending. */
  readonly left: readonly number[];
}

/**
 * Measured on signed alerts of 4 KiB, bytes that are left of one in a block of 16, 32, 64, 128 and 256:
 * 214, 168, 140, 127, 123. Fewer than 32 wait for more of their lane.
 */
const deliveriesMin = 32;
const deliveriesMax = 256;
/** zstd looks back 2 MiB at this level, and as much is decompressed for one body within 2 ms. */
const bytesMax = 2 * 1024 * 1024;
/** A larger body has a block of its own, so that a block of several holds 16 at least. */
const sharedBytesMax = bytesMax / 16;

interface Group {
  readonly ids: number[];
  bytes: number;
}

/**
 * Which deliveries are packed together: of one lane, and few enough to be read quickly. With `all`, few of
 * a lane do not wait for more.
 */
export function planBlocks(waiting: readonly Waiting[], { all }: { all: boolean }): Plan {
  const blocks: Plan["blocks"][number][] = [];
  const left: number[] = [];
  const ascending = waiting.toSorted((a, b) => a.id - b.id);
  for (const [lane, members] of Map.groupBy(ascending, (each) => each.lane)) {
    for (const { id } of members.filter(({ bytes }) => bytes > sharedBytesMax)) {
      blocks.push({ lane, ids: [id] });
    }
    for (const group of groupsOf(members.filter(({ bytes }) => bytes <= sharedBytesMax))) {
      if (all || isEnough(group)) blocks.push({ lane, ids: group.ids });
      else left.push(...group.ids);
    }
  }
  return { blocks, left: left.toSorted((a, b) => a - b) };
}

/** Groups of about equal numbers, or of as many bytes as are allowed; the last may be small. */
function groupsOf(lane: readonly Waiting[]): Group[] {
  const goal = Math.ceil(lane.length / Math.ceil(lane.length / deliveriesMax));
  const groups: Group[] = [];
  for (const { id, bytes } of lane) {
    let group = groups.at(-1);
    if (group === undefined || group.ids.length >= goal || group.bytes >= bytesMax) {
      group = { ids: [], bytes: 0 };
      groups.push(group);
    }
    group.ids.push(id);
    group.bytes += bytes;
  }
  return groups;
}

function isEnough({ ids, bytes }: Group): boolean {
  return ids.length >= deliveriesMin || bytes >= bytesMax;
}
