import { writeFileSync } from "node:fs";
import { settingsPage } from "./settings-page.ts";

// Writes the pages that are made from the code: npm run docs.
writeFileSync(new URL("../docs/settings.md", import.meta.url), settingsPage());
