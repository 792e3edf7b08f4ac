import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";

/** The projects that somebody is limited to. */
export function ProjectNames({ projects }: { readonly projects: readonly string[] | null }) {
  const say = useWords(accessWords);
  return projects === null ? say("allProjects") : <bdi>{projects.join(", ")}</bdi>;
}

/** What was typed as a list of projects; null: all. */
export function projectsIn(text: string): string[] | null {
  const slugs = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  return slugs.length === 0 ? null : slugs;
}
