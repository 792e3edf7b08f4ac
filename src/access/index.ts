// Who may: accounts, sessions, tokens, links that let in, the audit log.
export { Access, type AccessMode, type Arrival, type Deed } from "./access.ts";
export { authPath, type SingleSignOn } from "./auth-terms.ts";
export type { RoleRule } from "./claims.ts";
export { Letters, type Posted } from "./letters.ts";
export { pathOfLink } from "./links.ts";
export type { AuthAsk } from "./sign-in.ts";
export { isLoopbackAddress } from "./trust.ts";
