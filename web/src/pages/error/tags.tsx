import { Link } from "@tanstack/react-router";
import { Panel } from "../../parts/panel.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import { visible } from "./visible.ts";

/** The tags of an error; each leads to the issues that have it. */
export function Tags({ tags }: { readonly tags: Readonly<Record<string, string>> }) {
  const say = useWords(errorWords);
  return (
    <Panel title={say("tags")}>
      <ul className="flex flex-wrap gap-1.5">
        {Object.entries(tags).map(([key, value]) => (
          <li key={key} className="max-w-full">
            <Link
              to="/issues"
              search={{ query: tagQuery(key, value) }}
              title={say("findByTag", { tag: visible(key) })}
              className="inline-flex max-w-full rounded border border-line bg-ground text-[13px] hover:border-line-strong"
            >
              <bdi className="max-w-40 truncate border-line border-r px-1.5 text-muted">
                {visible(key)}
              </bdi>
              <bdi className="truncate px-1.5">{visible(value)}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The query that finds what has a tag. */
export function tagQuery(key: string, value: string): string {
  const name = /^[\w.-]+$/.test(key) ? key : quoted(key);
  return `${name}:${quoted(value)}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
