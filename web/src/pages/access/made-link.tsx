import type { ReplyOf } from "../../client/call.ts";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";
import { Once } from "./once.tsx";

export type MadeLinkReply = Pick<
  ReplyOf<"POST /api/v1/invitations">,
  "link" | "mailed_to" | "mail_problem"
>;

/** A link that was made just now, and whether it was sent. */
export function MadeLink({ made }: { readonly made: MadeLinkReply }) {
  const say = useWords(accessWords);
  const { link, mailed_to: mail, mail_problem: why } = made;
  if (why !== null) return <Once text={link} about={say("notMailed", { why })} />;
  return <Once text={link} about={mail === null ? say("passLink") : say("mailedTo", { mail })} />;
}
