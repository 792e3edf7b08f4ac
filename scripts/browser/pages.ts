import type { Page } from "playwright-core";

/** Pages of the collector: a name, and the path in the address. */
export type Pages = ReadonlyMap<string, string>;

/**
 * The pages that there are, in a browser that speaks English: those of the navigation, which is made of the
 * route table, and below each of them the first thing that it lists, where that has a page of its own.
 */
export async function findPages(page: Page): Promise<Pages> {
  await page.goto("/app/settings");
  await settled(page);
  const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  const found = new Map<string, string>();
  for (const link of await links.all()) {
    const path = (await link.getAttribute("href")) ?? "";
    found.set(path.slice("/app/".length), path);
  }
  for (const [name, path] of [...found]) {
    const below = await firstBelow(page, path);
    if (below !== null) found.set(`${name}-one`, below);
  }
  return found;
}

async function firstBelow(page: Page, path: string): Promise<string | null> {
  await page.goto(path);
  await settled(page);
  const links = await page.getByRole("main").getByRole("link").all();
  const hrefs = await Promise.all(links.map((link) => link.getAttribute("href")));
  const href = hrefs.find((each) => each?.startsWith(`${path}/`)) ?? null;
  if (href === null) return null;
  await page.goto(href);
  await settled(page);
  const missing = page.getByRole("heading", { name: "There is no such page" });
  return (await missing.count()) > 0 ? null : href;
}

/** Until the page shows what it has to show: its title, and no place that is held for something to come. */
export async function settled(page: Page): Promise<void> {
  await page
    .getByRole("heading", { level: 1 })
    .or(page.getByRole("heading", { level: 2 }))
    .first()
    .waitFor();
  await page.locator(".animate-pulse").first().waitFor({ state: "detached" });
}
