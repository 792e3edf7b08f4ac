import { common } from "../words/common.ts";
import { useWords } from "../words/use-words.ts";

const barWidth = 4;
const height = 24;

/** Counts over time as small bars. */
export function Sparkline({ counts }: { readonly counts: readonly number[] }) {
  const say = useWords(common);
  const most = Math.max(1, ...counts);
  const sum = counts.reduce((all, count) => all + count, 0);
  return (
    <svg
      role="img"
      aria-label={say("sparkline", { n: sum, most: Math.max(0, ...counts) })}
      viewBox={`0 0 ${counts.length * barWidth} ${height}`}
      preserveAspectRatio="none"
      className="h-6 w-full text-accent"
    >
      {counts.map((count, at) => {
        const tall = count === 0 ? 1 : Math.max(2, (count / most) * height);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a bar is.
            key={at}
            x={at * barWidth}
            y={height - tall}
            width={barWidth - 1}
            height={tall}
            fill="currentColor"
            opacity={count === 0 ? 0.25 : 1}
          />
        );
      })}
    </svg>
  );
}
