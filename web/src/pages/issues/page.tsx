import { Page } from "../../parts/page.tsx";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
export function IssuesPage() {
  const say = useWords(shellWords);
  return <Page title={say("issues")}>{null}</Page>;
}
