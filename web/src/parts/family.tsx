import { familyWords } from "../words/families.ts";
import { useWords } from "../words/use-words.ts";

export type Family = keyof typeof familyWords;

/** Every family that has a name here. */
export const families = Object.keys(familyWords) as Family[];

/** Says the name of a family of senders; one that is not known here as it stands. */
export function useFamilyName(): (family: string) => string {
  const say = useWords(familyWords);
  return (family) => (Object.hasOwn(familyWords, family) ? say(family as Family) : family);
}
