// The only room that sees all: settings, log, and what is wired to what.

export { runCommand } from "./commands.ts";
export type { CheckedSource } from "./control.ts";
export { type Copy, type CopyProgress, copyDatabase } from "./copying.ts";
export { messagesAtStart } from "./greeting.ts";
export { checkSchemas, migrateSchemas } from "./migrating.ts";
export { replaceSecretKey } from "./secret-key.ts";
export { readSettings, type Settings, settingsTable } from "./settings.ts";
export { type Running, startCollector } from "./start.ts";
export { version } from "./version.ts";
