import { refusedByProvider } from "../client/access.ts";
import { accessWords } from "../words/access.ts";
import { useWords } from "../words/use-words.ts";
import { FormProblem } from "./field.tsx";

/** What better-auth and our rules say of it, as words of ours. */
const reasons = {
  account_not_linked: "notLinked",
  signup_disabled: "notInvited",
  no_role: "noRole",
  mail_not_verified: "mailNotVerified",
  disabled: "accountDisabled",
  email_does_not_match: "mailDiffers",
  account_already_linked_to_different_user: "linkedElsewhere",
} as const;

/** Why the identity provider's answer did not do what one left for; nothing where nobody came back from it in vain. */
export function ProviderRefusal() {
  const say = useWords(accessWords);
  if (refusedByProvider === null) return null;
  const known = Object.hasOwn(reasons, refusedByProvider)
    ? reasons[refusedByProvider as keyof typeof reasons]
    : null;
  return <FormProblem text={say(known ?? "providerFailed")} />;
}
