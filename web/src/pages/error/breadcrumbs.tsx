import { useState } from "react";
import { LevelBadge } from "../../parts/badges.tsx";
import { Button } from "../../parts/button.tsx";
import { Select } from "../../parts/choice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useLanguage } from "../../preferences.ts";
import { oneOf } from "../../search-params.ts";
import { errorWords } from "../../words/error.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import { type CrumbFilter, categoryOf, levelOf, passing, valuesOf } from "./crumbs.ts";
import type { Breadcrumb } from "./error.ts";
import { LongText } from "./long-text.tsx";
import { Pairs, textOf } from "./pairs.tsx";

const rowsMax = 30;
const levels = ["fatal", "error", "warning", "info", "debug"] as const;

/** What happened before the error, the last of it first. */
export function Breadcrumbs({ crumbs }: { readonly crumbs: readonly Breadcrumb[] }) {
  const say = useWords(errorWords);
  const [filter, setFilter] = useState<CrumbFilter>({ text: "", level: "", category: "" });
  const [isWhole, setWhole] = useState(false);
  const found = passing(crumbs, filter);
  const shown = isWhole ? found : found.slice(0, rowsMax);
  return (
    <Panel
      title={say("breadcrumbs")}
      actions={
        <span role="status" className="text-[13px] text-muted">
          {say("crumbsShown", { n: found.length, all: crumbs.length })}
        </span>
      }
    >
      <Filter crumbs={crumbs} filter={filter} onChange={setFilter} />
      {found.length === 0 && <p className="text-muted">{say("noCrumb")}</p>}
      <ol className="divide-y divide-line">
        {shown.map(([at, crumb]) => (
          <Crumb key={at} crumb={crumb} />
        ))}
      </ol>
      {shown.length < found.length && (
        <Button look="quiet" className="mt-2" onClick={() => setWhole(true)}>
          {say("showAllRows", { n: found.length })}
        </Button>
      )}
    </Panel>
  );
}

interface FilterProps {
  readonly crumbs: readonly Breadcrumb[];
  readonly filter: CrumbFilter;
  readonly onChange: (filter: CrumbFilter) => void;
}

function Filter({ crumbs, filter, onChange }: FilterProps) {
  const say = useWords(errorWords);
  const named = (names: readonly string[]) =>
    names.map((name) => [name, name.slice(0, 60)] as const);
  return (
    <div className="mb-2 flex flex-wrap gap-2">
      <input
        type="search"
        aria-label={say("crumbText")}
        placeholder={say("crumbText")}
        value={filter.text}
        onChange={({ target }) => onChange({ ...filter, text: target.value })}
        className="h-8 min-w-40 flex-1 rounded-md border border-line-strong bg-surface px-2 text-[13px]"
      />
      <div className="max-w-full">
        <Select
          label={say("crumbLevel")}
          options={[["", say("anyLevel")], ...named(valuesOf(crumbs, levelOf))]}
          value={filter.level}
          onChoose={(level) => onChange({ ...filter, level })}
        />
      </div>
      <Select
        label={say("crumbCategory")}
        options={[["", say("anyCategory")], ...named(valuesOf(crumbs, categoryOf))]}
        value={filter.category}
        onChoose={(category) => onChange({ ...filter, category })}
      />
    </div>
  );
}

function Crumb({ crumb }: { readonly crumb: Breadcrumb }) {
  const { message, data, timestamp } = crumb;
  const level = levelOf(crumb);
  const known = oneOf(level, levels);
  return (
    <li className="grid gap-x-3 py-1.5 text-[13px] sm:grid-cols-[7rem_9rem_minmax(0,1fr)]">
      <span className="text-muted">{timestamp !== null && <Clock time={timestamp} />}</span>
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 self-start">
        {known === undefined ? (
          <LongText text={level} charsMax={40} />
        ) : (
          <LevelBadge level={known} />
        )}
        <span className="text-muted">
          <LongText text={categoryOf(crumb)} charsMax={80} />
        </span>
      </span>
      <div className="min-w-0 font-mono">
        {message !== null && (
          <p>
            <LongText text={message} charsMax={500} />
          </p>
        )}
        <Data data={data} />
      </div>
    </li>
  );
}

function Data({ data }: { readonly data: unknown }) {
  if (data === null || data === undefined) return null;
  if (typeof data !== "object" || Array.isArray(data)) {
    return <LongText text={textOf(data)} charsMax={500} />;
  }
  return <Pairs of={data as Readonly<Record<string, unknown>>} rowsMax={10} />;
}

/** The time of day to the millisecond: breadcrumbs lie close together. */
function Clock({ time }: { readonly time: string }) {
  const language = useLanguage();
  const { exact } = useFormats();
  const at = Date.parse(time);
  const shown = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  }).format(at);
  return (
    <time dateTime={time} title={exact(at)}>
      {shown}
    </time>
  );
}
