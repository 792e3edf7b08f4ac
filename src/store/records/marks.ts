import { type ErrorFacts, searchTagsOf, userTagKey } from "../../domain/index.ts";
import type { KeyEntry, Marks } from "./entries.ts";
import type { Pieces } from "./pieces.ts";
import type { Tally } from "./tally.ts";

/** When an error happened (milliseconds since 1970), and the source that told of it. */
export interface Origin {
  readonly timestamp: number;
  readonly source: string;
}

/** What an error of a key counts for: its tags, its trace and its words are found or made. */
export function marksFrom(
  facts: ErrorFacts,
  {
    key,
    origin,
    tally,
    pieces,
  }: {
    readonly key: KeyEntry;
    readonly origin: Origin;
    readonly tally: Tally;
    readonly pieces: Pieces;
  },
): Marks {
  const tagIds: number[] = [];
  let userTagId: number | null = null;
  for (const [name, value] of searchTagsOf(facts, origin.source)) {
    const id = tally.tagId(name, value);
    tagIds.push(id);
    if (name === userTagKey) userTagId = id;
  }
  return {
    projectId: key.projectId,
    keyId: key.id,
    timestamp: origin.timestamp,
    level: facts.level,
    environment: facts.environment,
    release: facts.release,
    tagIds,
    ownTags: facts.tags.length,
    userTagId,
    traceId: pieces.traceOf(facts, key),
    wordsId: pieces.wordsOf(facts, key),
  };
}
