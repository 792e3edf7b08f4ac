import { Choice } from "../../parts/choice.tsx";
import { Page } from "../../parts/page.tsx";
import { prefer, useLanguage, usePreferences } from "../../preferences.ts";
import { Shortcuts } from "../../shell/help.tsx";
import { settingsWords } from "../../words/settings.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import { CollectorSections } from "./collector.tsx";
import { Row, Section } from "./parts.tsx";
import { People } from "./people.tsx";
import { Projects } from "./projects.tsx";

/** What one chooses for this browser, and how the collector was set up. */
export function SettingsPage() {
  const say = useWords(settingsWords);
  const sayShell = useWords(shellWords);
  const { theme } = usePreferences();
  return (
    <Page title={say("title")}>
      <div className="flex max-w-2xl flex-col gap-6 px-4 py-2 sm:px-6">
        <Section title={say("look")}>
          <Row label={say("theme")}>
            <Choice
              label={say("theme")}
              options={[
                ["system", say("system")],
                ["light", say("light")],
                ["dark", say("dark")],
              ]}
              value={theme}
              onChoose={(chosen) => prefer({ theme: chosen })}
            />
          </Row>
          <Row label={say("language")}>
            <Choice
              label={say("language")}
              options={[
                ["en", sayShell("english")],
                ["ru", sayShell("russian")],
              ]}
              value={useLanguage()}
              onChoose={(language) => prefer({ language })}
            />
          </Row>
        </Section>
        <CollectorSections />
        <Projects />
        <People />
        <Section title={say("shortcuts")}>
          <Shortcuts />
        </Section>
      </div>
    </Page>
  );
}
