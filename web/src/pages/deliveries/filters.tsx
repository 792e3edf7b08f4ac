import { Button } from "../../parts/button.tsx";
import { Select } from "../../parts/choice.tsx";
import { families, useFamilyName } from "../../parts/family.tsx";
import { deliveriesWords } from "../../words/deliveries.ts";
import { useWords } from "../../words/use-words.ts";
import { type Changed, type DeliveriesSearch, signatures, spans, states } from "./search.ts";

/** What senders are known to tell of. What else comes can be filtered by the address. */
const resources = [
  "event_alert",
  "error",
  "issue",
  "comment",
  "activity_alert",
  "metric_alert",
  "seer",
  "installation",
  "preprod_artifact",
];
const sources = ["default", "glitchtip", "bugsink", "generic", "collector-test"];

interface FiltersProps {
  readonly search: DeliveriesSearch;
  readonly onChange: (changed: Changed<DeliveriesSearch>) => void;
}

/** The filters of the archive, each of which stands in the address. */
export function Filters({ search, onChange }: FiltersProps) {
  const say = useWords(deliveriesWords);
  const familyName = useFamilyName();
  const { state, family, resource, source, signature, since } = search;
  const isFiltered = Object.keys(search).length > 0;
  return (
    <search
      aria-label={say("filters")}
      className="flex items-center gap-2 overflow-x-auto px-4 py-3 sm:flex-wrap sm:px-6"
    >
      <Filter
        label={say("state")}
        options={states.map((each) => [each, say(each)] as const)}
        value={state}
        onChoose={(chosen) => onChange({ state: chosen })}
      />
      <Filter
        label={say("family")}
        options={withValue(families, family).map((each) => [each, familyName(each)] as const)}
        value={family}
        onChoose={(chosen) => onChange({ family: chosen })}
      />
      <Filter
        label={say("resource")}
        options={withValue(resources, resource).map((each) => [each, each] as const)}
        value={resource}
        onChoose={(chosen) => onChange({ resource: chosen })}
      />
      <Filter
        label={say("source")}
        options={withValue(sources, source).map((each) => [each, each] as const)}
        value={source}
        onChoose={(chosen) => onChange({ source: chosen })}
      />
      <Filter
        label={say("signature")}
        options={signatures.map((each) => [each, say(each)] as const)}
        value={signature}
        onChoose={(chosen) => onChange({ signature: chosen })}
      />
      <Filter
        label={say("since")}
        options={spans.map((each) => [each, say(each)] as const)}
        value={since}
        onChoose={(chosen) => onChange({ since: chosen })}
      />
      {isFiltered && (
        <Button look="quiet" onClick={() => onChange(nothing)}>
          {say("clear")}
        </Button>
      )}
    </search>
  );
}

const nothing: Changed<DeliveriesSearch> = {
  state: undefined,
  family: undefined,
  resource: undefined,
  source: undefined,
  signature: undefined,
  since: undefined,
};

function withValue(known: readonly string[], value: string | undefined): readonly string[] {
  return value === undefined || known.includes(value) ? known : [...known, value];
}

interface FilterProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, name: string])[];
  readonly value: T | undefined;
  readonly onChoose: (value: T | undefined) => void;
}

/** One filter: any value, or one. */
export function Filter<T extends string>({ label, options, value, onChoose }: FilterProps<T>) {
  const say = useWords(deliveriesWords);
  return (
    <Select<T | "">
      label={label}
      options={[["", say("any", { what: label })], ...options]}
      value={value ?? ""}
      onChoose={(chosen) => onChoose(chosen === "" ? undefined : chosen)}
    />
  );
}
