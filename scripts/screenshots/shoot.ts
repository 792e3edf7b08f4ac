import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../browser/chromium.ts";
import { type Pages, settled } from "../browser/pages.ts";

const sizes = {
  wide: { width: 1360, height: 860 },
  phone: { width: 390, height: 844 },
} as const;
const themes = ["light", "dark"] as const;
const languages = { en: "en-GB", ru: "ru-RU" } as const;

export async function launch(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("There is no Chromium: apt-get install chromium");
  return chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
}

/** Takes a picture of each page in each theme, size and language; how many it were. */
export async function shoot(
  browser: Browser,
  url: string,
  pages: Pages,
  folder: string,
): Promise<number> {
  mkdirSync(folder, { recursive: true });
  let pictures = 0;
  for (const theme of themes) {
    for (const [size, viewport] of Object.entries(sizes)) {
      for (const [language, locale] of Object.entries(languages)) {
        const context = await browser.newContext({
          baseURL: url,
          colorScheme: theme,
          viewport,
          locale,
        });
        const page = await context.newPage();
        for (const [name, path] of pages) {
          await page.goto(path);
          await settled(page);
          await page.screenshot({ path: join(folder, `${name}-${size}-${theme}-${language}.png`) });
          pictures += 1;
        }
        await context.close();
      }
    }
  }
  return pictures;
}
