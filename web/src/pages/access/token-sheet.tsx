import { useState } from "react";
import { call } from "../../client/call.ts";
import { asProblem } from "../../client/problem.ts";
import { markStale } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Choice, Select } from "../../parts/choice.tsx";
import { Sheet } from "../../parts/dialog.tsx";
import { Field, FormProblem } from "../../parts/field.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";
import { Once } from "./once.tsx";
import { projectsIn } from "./projects.tsx";

const levels = ["read", "write", "admin"] as const;
type Level = (typeof levels)[number];
const spans = ["7", "30", "90", "365", "never"] as const;

interface TokenSheetProps {
  /** It would end the trust in this machine. */
  readonly warns: boolean;
  /** A token may do no more than whoever makes it. */
  readonly maxLevel: Level;
  readonly onClose: () => void;
}

/** Makes a token and shows it, once. */
export function TokenSheet({ warns, maxLevel, onClose }: TokenSheetProps) {
  const say = useWords(accessWords);
  const [name, setName] = useState("");
  const [level, setLevel] = useState<Level>("read");
  const [projects, setProjects] = useState("");
  const [span, setSpan] = useState<(typeof spans)[number]>("90");
  const [problem, setProblem] = useState<string | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    try {
      const { token } = await call("POST /api/v1/tokens", {
        name: name.trim(),
        level,
        projects: projectsIn(projects),
        expires_in_days: span === "never" ? null : Number(span),
      });
      setMade(token);
    } catch (thrown) {
      setProblem(asProblem(thrown).detail);
    }
  };
  const close = (): void => {
    onClose();
    if (made !== null) markStale(new Set(["GET /api/v1/tokens", "GET /api/v1/access"]));
  };
  const offered = levels.slice(0, levels.indexOf(maxLevel) + 1);
  return (
    <Sheet open onOpenChange={(open) => open || close()} title={say("makeToken")}>
      {made !== null ? (
        <Once text={made} about={say("shownOnce")} />
      ) : (
        <form
          className="flex flex-col gap-3 overflow-y-auto p-4"
          onSubmit={(event) => {
            event.preventDefault();
            void make();
          }}
        >
          {warns && <p className="text-warning">{say("firstTokenEnds")}</p>}
          <Field label={say("tokenName")} required maxLength={100} value={name} onText={setName} />
          <Choice
            label={say("right")}
            options={offered.map((each) => [each, say(each)] as const)}
            value={level}
            onChoose={setLevel}
          />
          <Field
            label={say("projects")}
            hint={say("projectsHint")}
            value={projects}
            onText={setProjects}
          />
          <div className="flex items-center gap-2">
            <span className="text-[13px] font-medium">{say("expires")}</span>
            <Select
              label={say("expires")}
              options={spans.map(
                (each) =>
                  [
                    each,
                    each === "never" ? say("never") : say("inDays", { n: Number(each) }),
                  ] as const,
              )}
              value={span}
              onChoose={setSpan}
            />
          </div>
          <FormProblem text={problem} />
          <Button type="submit" look="primary">
            {say("makeToken")}
          </Button>
        </form>
      )}
    </Sheet>
  );
}
