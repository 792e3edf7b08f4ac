import { Badge } from "../../parts/badges.tsx";
import { issuesWords } from "../../words/issues.ts";
import { useWords } from "../../words/use-words.ts";
import type { Subject } from "./issue.ts";

const tones = { regressed: "danger", escalating: "warning", new: "accent" } as const;

/** How an issue stands, in a word. */
export function Standing({ issue: { status, substatus } }: { readonly issue: Subject }) {
  const say = useWords(issuesWords);
  if (status === "resolved") return <Badge tone="good">{say("resolved")}</Badge>;
  const tone = tones[substatus as keyof typeof tones] ?? "neutral";
  return <Badge tone={tone}>{say(substatus ?? status)}</Badge>;
}
