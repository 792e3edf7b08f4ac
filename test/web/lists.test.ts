import { registerFlows } from "./flows.ts";

await registerFlows("lists");
