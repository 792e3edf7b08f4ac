import { getRouteApi } from "@tanstack/react-router";
import { Page } from "../../parts/page.tsx";
import { Tabs } from "../../parts/tabs.tsx";
import { deliveriesWords } from "../../words/deliveries.ts";
import { useWords } from "../../words/use-words.ts";
import { Archive } from "./archive.tsx";
import { Refused } from "./refused.tsx";
import { type Changed, type DeliveriesSearch, present } from "./search.ts";

const route = getRouteApi("/deliveries");

/** What arrived and what was refused: where "no webhook arrives" and "401" are solved. */
export function DeliveriesPage() {
  const say = useWords(deliveriesWords);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changed: Changed<DeliveriesSearch>): void => {
    void navigate({ search: (now) => present<DeliveriesSearch>({ ...now, ...changed }) });
  };
  const openRefused = (): void => void navigate({ search: { tab: "refused" } });
  return (
    <Page title={say("title")}>
      <Tabs
        label={say("views")}
        open={search.tab ?? "archive"}
        onOpen={(id) => (id === "refused" ? openRefused() : void navigate({ search: {} }))}
        tabs={[
          {
            id: "archive",
            label: say("archive"),
            content: <Archive search={search} onChange={change} onRefused={openRefused} />,
          },
          {
            id: "refused",
            label: say("refused"),
            content: <Refused search={search} onChange={change} />,
          },
        ]}
      />
    </Page>
  );
}
