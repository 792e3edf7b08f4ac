import { test } from "node:test";
import { StandInSentry } from "../support/stand-in/sentry.ts";
import { assertAccessible } from "./axe.ts";
import { startCollectorWithPage } from "./browser.ts";

const hourMs = 3_600_000;

async function aSentry(t: Parameters<typeof StandInSentry.start>[0]): Promise<StandInSentry> {
  const sentry = await StandInSentry.start(t);
  const begin = (Math.floor(Date.now() / hourMs) - 3) * hourMs;
  for (let i = 0; i < 120; i += 1) sentry.happen({ at: begin + i * 30_000, issueId: "100" });
  return sentry;
}

test("a source shows how it is doing; a window is fetched with its progress, and steps are checked", async (t) => {
  const sentry = await aSentry(t);
  const settings = { ...sentry.settings, GAPS_CHECK_MS: "500", SILENCE_CHECK_MS: "0" };
  const { page } = await startCollectorWithPage(t, { path: "/app/sources", settings });
  const source = page.getByRole("region", { name: "default" });
  await source.getByText("all is well").waitFor();
  await source.getByRole("combobox", { name: "How far back" }).selectOption("7d");
  await source.getByRole("button", { name: "Fetch", exact: true }).click();
  await source.getByRole("list", { name: "Fetched windows" }).getByText("done").first().waitFor();
  await source
    .getByText("100%: 120 of 120 events that the upstream counts were seen here.")
    .waitFor();
  await source.getByRole("button", { name: "Check", exact: true }).click();
  await source.getByText("The API token is known there.").waitFor();
  await source.getByRole("combobox", { name: "Write back to default" }).selectOption("dry");
  await assertAccessible(page);
});

test("a source is added and removed, and what is refused says why; in Russian, on a phone", async (t) => {
  const { page } = await startCollectorWithPage(t, {
    path: "/app/sources",
    locale: "ru-RU",
    colorScheme: "dark",
    viewport: { width: 360, height: 740 },
  });
  await page.getByText("Ни один API не подключён").waitFor();
  const add = page.getByRole("region", { name: "Добавить источник" });
  await add.getByLabel("Имя").fill("bugsink");
  await add.getByLabel("Адрес").fill("ftp://bugs.example.com");
  await add.getByLabel("Токен API").fill("0123456789");
  await add.getByRole("button", { name: "Добавить", exact: true }).click();
  await add.getByRole("alert").waitFor();
  await add.getByLabel("Адрес").fill("https://bugs.example.invalid");
  await add.getByRole("button", { name: "Добавить", exact: true }).click();
  const source = page.getByRole("region", { name: "bugsink" });
  await source.getByText("Адрес", { exact: true }).waitFor();
  await assertAccessible(page);
  await source.getByRole("button", { name: "Удалить" }).click();
  await page.getByText("Ни один API не подключён").waitFor();
});
