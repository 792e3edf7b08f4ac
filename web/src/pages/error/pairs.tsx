import { Fragment, memo, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import { LongText } from "./long-text.tsx";

interface PairsProps {
  readonly of: Readonly<Record<string, unknown>>;
  /** How many show before somebody asks for all of them. */
  readonly rowsMax?: number;
}

/** Names with their values, whatever these are. */
export const Pairs = memo(function Pairs({ of, rowsMax = 30 }: PairsProps) {
  const say = useWords(errorWords);
  const [isWhole, setWhole] = useState(false);
  const rows = Object.entries(of);
  const shown = isWhole ? rows : rows.slice(0, rowsMax);
  return (
    <>
      <dl className="grid gap-x-4 gap-y-1 text-[13px] sm:grid-cols-[minmax(6rem,12rem)_minmax(0,1fr)]">
        {shown.map(([name, value]) => (
          <Fragment key={name}>
            <dt className="font-medium text-muted">
              <LongText text={name} charsMax={100} />
            </dt>
            <dd className="mb-1 min-w-0 font-mono sm:mb-0">
              <LongText text={textOf(value)} />
            </dd>
          </Fragment>
        ))}
      </dl>
      {shown.length < rows.length && (
        <Button look="quiet" className="mt-2" onClick={() => setWhole(true)}>
          {say("showAllRows", { n: rows.length })}
        </Button>
      )}
    </>
  );
});

/** A value as it stands in JSON; a text as itself. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}
