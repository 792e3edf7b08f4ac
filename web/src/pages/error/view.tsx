import { Tabs } from "../../parts/tabs.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import { Details } from "./details.tsx";
import { type ErrorTab, type FullError, tabs } from "./error.ts";
import { Payload, StackTrace } from "./raw.tsx";

interface ErrorViewProps {
  readonly error: FullError;
  readonly tab: ErrorTab;
  readonly onTab: (tab: ErrorTab) => void;
}

/** One error, whole: what is understood of it, its trace as text, and what came. */
export function ErrorView({ error, tab, onTab }: ErrorViewProps) {
  const say = useWords(errorWords);
  const content = {
    details: <Details key={error.id} error={error} />,
    stacktrace: <StackTrace text={error.stacktrace} />,
    json: <Payload id={error.id} />,
  };
  return (
    <Tabs
      label={say("views")}
      open={tab}
      onOpen={(chosen) => onTab(tabs.find((each) => each === chosen) ?? "details")}
      tabs={tabs.map((id) => ({
        id,
        label: say(id),
        content: <div className="py-3">{content[id]}</div>,
      }))}
    />
  );
}
