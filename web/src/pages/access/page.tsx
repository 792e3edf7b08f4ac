import { getRouteApi } from "@tanstack/react-router";
import { administers, useAccess } from "../../client/access.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemState, SkeletonBlocks } from "../../parts/states.tsx";
import { Tabs } from "../../parts/tabs.tsx";
import { accessWords } from "../../words/access.ts";
import { useWords } from "../../words/use-words.ts";
import { Accounts } from "./accounts.tsx";
import { Audit } from "./audit.tsx";
import { Mine } from "./mine.tsx";
import type { AccessSearch } from "./search.ts";
import { Tokens } from "./tokens.tsx";

const route = getRouteApi("/access");

/** Who may: oneself, tokens, and, for administrators, accounts and the audit log. */
export function AccessPage() {
  const say = useWords(accessWords);
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: access, error, refetch } = useAccess();
  const open = (id: string): void => {
    const search = id === "mine" ? {} : { tab: id as NonNullable<AccessSearch["tab"]> };
    void navigate({ search });
  };
  if (access === undefined) {
    return (
      <Page title={say("title")}>
        {error === null ? (
          <SkeletonBlocks heights={["h-24", "h-64"]} />
        ) : (
          <ProblemState thrown={error} onRetry={() => void refetch()} />
        )}
      </Page>
    );
  }
  const ofAdministrators = administers(access)
    ? [
        { id: "accounts", label: say("accounts"), content: <Accounts /> },
        { id: "audit", label: say("audit"), content: <Audit /> },
      ]
    : [];
  return (
    <Page title={say("title")}>
      <Tabs
        label={say("views")}
        open={tab ?? "mine"}
        onOpen={open}
        tabs={[
          { id: "mine", label: say("mine"), content: <Mine access={access} /> },
          { id: "tokens", label: say("tokens"), content: <Tokens access={access} /> },
          ...ofAdministrators,
        ]}
      />
    </Page>
  );
}
