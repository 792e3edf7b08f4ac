import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { asProblem } from "../client/problem.ts";
import { Button, buttonClass } from "../parts/button.tsx";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { common } from "../words/common.ts";
import { useWords } from "../words/use-words.ts";

/** What shows in the place of a page that broke; the navigation stays. */
export function Broken({ error }: ErrorComponentProps) {
  const say = useWords(common);
  const { title, detail } = asProblem(error);
  return (
    <Page title={title}>
      <div role="alert">
        <Empty
          title={title}
          actions={<Button onClick={() => location.reload()}>{say("reload")}</Button>}
        >
          {detail}
        </Empty>
      </div>
    </Page>
  );
}

/** What shows at an address where there is no page. */
export function NotFound() {
  const say = useWords(common);
  return (
    <Page title={say("notFound")}>
      <Empty
        title={say("notFound")}
        actions={
          <Link to="/issues" className={buttonClass()}>
            {say("toIssues")}
          </Link>
        }
      >
        {say("notFoundDetail")}
      </Empty>
    </Page>
  );
}
