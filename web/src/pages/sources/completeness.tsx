import { useRead } from "../../client/queries.ts";
import { sourcesWords } from "../../words/sources.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import { everyMs } from "./source.ts";

const gapsShown = 20;

/** What the upstream counts beside what was seen. */
export function CompletenessPart({ slug }: { readonly slug: string }) {
  const say = useWords(sourcesWords);
  const { number, percent, exact } = useFormats();
  const { data } = useRead(
    "GET /api/v1/sources/{slug}/completeness",
    { slug },
    { everyMs, keep: true },
  );
  if (data === undefined) return null;
  const { counted, seen, complete, projects, gaps } = data;
  return (
    <div>
      <h3 className="mb-1 font-medium">{say("completeness")}</h3>
      {complete === null ? (
        <p className="text-muted">{say("nothingCounted")}</p>
      ) : (
        <p>
          {say("seenOf", {
            share: percent(complete),
            seen: number(seen),
            counted: number(counted),
          })}
        </p>
      )}
      {projects.length > 1 && (
        <ul aria-label={say("byProject")} className="mt-1 flex flex-wrap gap-x-4 text-[13px]">
          {projects.map((each) => (
            <li key={each.project} className={each.complete < 1 ? "text-warning" : "text-muted"}>
              <bdi>{each.project}</bdi> {percent(each.complete)}
            </li>
          ))}
        </ul>
      )}
      {gaps.length > 0 && (
        <ul aria-label={say("gaps")} className="mt-2 flex flex-col gap-1 text-[13px]">
          {gaps.slice(0, gapsShown).map((gap) => (
            <li key={`${gap.project} ${gap.hour}`}>
              <bdi>{gap.project}</bdi> · {exact(Date.parse(gap.hour))} ·{" "}
              {say("lacks", { n: gap.counted - gap.seen })} ·{" "}
              <span className="text-muted">{gap.reason ?? say("filling")}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
