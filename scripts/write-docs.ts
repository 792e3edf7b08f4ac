import { writeFileSync } from "node:fs";
import { openApiText } from "./openapi-document.ts";
import { settingsPage } from "./settings-page.ts";

// Writes the pages that are made from the code: npm run docs.
writeFileSync(new URL("../docs/settings.md", import.meta.url), settingsPage());
writeFileSync(new URL("../docs/openapi.json", import.meta.url), openApiText());
