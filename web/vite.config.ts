import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { InlineConfig } from "vite";

/** Where the collector runs that `npm run web` shows. */
const collector = process.env["COLLECTOR_URL"] ?? "http://localhost:8000";

/** How the page is built, and served while one works on it. */
export const config: InlineConfig = {
  configFile: false,
  root: import.meta.dirname,
  base: "/app/",
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    // The policy forbids data: for scripts and styles, and one request more costs little.
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      [
        "/api",
        "/errors",
        "/deliveries",
        "/config",
        "/health",
        "/sentry",
        "/docs",
        "/openapi.json",
      ].map((path) => [path, collector]),
    ),
  },
};
