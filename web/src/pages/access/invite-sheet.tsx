import { useState } from "react";
import { call } from "../../client/call.ts";
import { asProblem } from "../../client/problem.ts";
import { Button } from "../../parts/button.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Sheet } from "../../parts/dialog.tsx";
import { Field, FormProblem } from "../../parts/field.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";
import { MadeLink, type MadeLinkReply } from "./made-link.tsx";
import { projectsIn } from "./projects.tsx";

export const roles = ["viewer", "member", "administrator"] as const;

interface InviteSheetProps {
  readonly onClose: () => void;
  readonly onMade: () => void;
}

/** Makes a link that lets somebody in, and shows it, once. */
export function InviteSheet({ onClose, onMade }: InviteSheetProps) {
  const say = useWords(accessWords);
  const [mail, setMail] = useState("");
  const [role, setRole] = useState<(typeof roles)[number]>("member");
  const [projects, setProjects] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [made, setMade] = useState<MadeLinkReply | null>(null);
  const invite = async (): Promise<void> => {
    try {
      const invited = {
        mail: mail.trim() === "" ? null : mail.trim(),
        role,
        projects: projectsIn(projects),
      };
      setMade(await call("POST /api/v1/invitations", invited));
      onMade();
    } catch (thrown) {
      setProblem(asProblem(thrown).detail);
    }
  };
  return (
    <Sheet open onOpenChange={(open) => open || onClose()} title={say("invite")}>
      {made !== null ? (
        <MadeLink made={made} />
      ) : (
        <form
          className="flex flex-col gap-3 overflow-y-auto p-4"
          onSubmit={(event) => {
            event.preventDefault();
            void invite();
          }}
        >
          <Field label={say("mailOptional")} type="email" value={mail} onText={setMail} />
          <Choice
            label={say("role")}
            options={roles.map((each) => [each, say(each)] as const)}
            value={role}
            onChoose={setRole}
          />
          <Field
            label={say("projects")}
            hint={say("projectsHint")}
            value={projects}
            onText={setProjects}
          />
          <FormProblem text={problem} />
          <Button type="submit" look="primary">
            {say("makeLink")}
          </Button>
        </form>
      )}
    </Sheet>
  );
}
