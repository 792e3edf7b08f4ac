import { Badge, LevelBadge } from "../../parts/badges.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import type { FullError } from "./error.ts";
import { LongText } from "./long-text.tsx";
import { isWebAddress, SafeLink } from "./safe-link.tsx";

/** In a line: how bad, when, where. */
export function ErrorFacts({ error }: { readonly error: FullError }) {
  const say = useWords(errorWords);
  const { level, timestamp, environment, release, partial, pinned, web_url: url } = error;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-muted">
      <LevelBadge level={level} />
      <RelativeTime time={timestamp} />
      {environment !== null && (
        <span>
          {say("environment")}: <LongText text={environment} charsMax={100} />
        </span>
      )}
      {release !== null && (
        <span>
          {say("release")}: <LongText text={release} charsMax={100} />
        </span>
      )}
      {pinned && <Badge tone="accent">{say("pinned")}</Badge>}
      {partial && <Badge tone="warning">{say("partial")}</Badge>}
      {url !== null && isWebAddress(url) && <SafeLink to={url}>{say("openUpstream")}</SafeLink>}
    </p>
  );
}
