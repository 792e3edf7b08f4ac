// The only room that sees all: settings, log, and what is wired to what.
export { messagesAtStart } from "./greeting.ts";
export { readSettings, type Settings, settingsTable } from "./settings.ts";
export { type Running, runCommand, startCollector, version } from "./start.ts";
