import { createServer } from "vite";
import { config } from "../web/vite.config.ts";

// The page while one works on it, over a collector that runs already: npm run web.
const server = await createServer(config);
await server.listen();
server.printUrls();
