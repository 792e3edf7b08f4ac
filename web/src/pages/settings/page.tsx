import type { ReactNode } from "react";
import { Choice } from "../../parts/choice.tsx";
import { Page } from "../../parts/page.tsx";
import { prefer, useLanguage, usePreferences } from "../../preferences.ts";
import { Shortcuts } from "../../shell/help.tsx";
import { settingsWords } from "../../words/settings.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";

/** What one chooses for this browser. */
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
        <Section title={say("shortcuts")}>
          <Shortcuts />
        </Section>
      </div>
    </Page>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="rounded-lg border border-line bg-surface p-4">
      <h2 className="mb-3 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 py-1.5">
      <span className="text-muted">{label}</span>
      {children}
    </div>
  );
}
