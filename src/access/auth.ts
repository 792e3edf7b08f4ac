import { kyselyAdapter } from "@better-auth/kysely-adapter";
import { passkey } from "@better-auth/passkey";
import { APIError } from "better-auth/api";
import { type BetterAuthOptions, betterAuth } from "better-auth/minimal";
import { twoFactor } from "better-auth/plugins/two-factor";
import { type AccessBook, writtenProjects } from "../store/index.ts";
import { type Auth, addressHeader, authPath, cookiePrefix } from "./auth-terms.ts";

// The only file that knows better-auth. It is loaded when somebody first signs in: with its query builder it weighs 50 MB,
// which a collector that nobody signs in to does without.

export interface AuthDeps {
  readonly book: AccessBook;
  /** Signs cookies and encrypts the secrets of second factors. */
  readonly key: string;
  /** Null: the address that was asked for. */
  readonly publicUrl: string | null;
}

/** NIST SP 800-63B asks for length rather than for kinds of characters. */
const passwordChars = { min: 12, max: 128 } as const;

const daySeconds = 24 * 60 * 60;

/** Opens better-auth over the book's tables. */
export async function openAuth(deps: AuthDeps): Promise<Auth> {
  const auth = betterAuth(optionsOf(deps, await deps.book.kysely()));
  const { internalAdapter, password } = await auth.$context;
  return {
    handle: (request) => auth.handler(request),
    async sessionOf(headers) {
      const found = await auth.api.getSession({ headers });
      return found === null ? null : { accountId: found.user.id, sessionId: found.session.id };
    },
    async createAccount({ mail, name, password: plain, role, projects }) {
      const rights = { role, projects: writtenProjects(projects), disabled: false };
      const { id } = await internalAdapter.createUser(
        { email: mail, name, emailVerified: true, ...rights },
        { method: "admin" },
      );
      await setPassword(id, plain);
      return id;
    },
    setPassword,
  };

  async function setPassword(userId: string, plain: string): Promise<void> {
    const hashed = await password.hash(plain);
    const known = await internalAdapter.findAccounts(userId);
    if (known.some(({ providerId }) => providerId === "credential")) {
      await internalAdapter.updatePassword(userId, hashed);
    } else {
      const credential = { userId, providerId: "credential", accountId: userId };
      await internalAdapter.linkAccount({ ...credential, password: hashed });
    }
  }
}

function optionsOf(
  { book, key, publicUrl }: AuthDeps,
  kysely: Awaited<ReturnType<AccessBook["kysely"]>>,
) {
  return {
    appName: "Sentry Error Collector",
    database: kyselyAdapter(kysely as never, { type: "sqlite" }),
    baseURL:
      publicUrl === null
        ? { allowedHosts: ["*"], fallback: "http://localhost" }
        : new URL(publicUrl).origin,
    // Pages of other sites are refused before (`refuseOtherSites`); ours is wherever it was asked for.
    trustedOrigins: (request?: Request) => (request ? [new URL(request.url).origin] : []),
    basePath: authPath,
    secret: key,
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Whoever may have an account is told by an invitation.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordChars.min,
      maxPasswordLength: passwordChars.max,
    },
    user: {
      modelName: "auth_users",
      additionalFields: {
        role: { type: "string", required: true, input: false },
        projects: { type: "string", required: false, input: false },
        disabled: { type: "boolean", required: true, input: false },
      },
    },
    session: {
      modelName: "auth_sessions",
      expiresIn: 30 * daySeconds,
      updateAge: daySeconds / 24,
    },
    account: { modelName: "auth_accounts", encryptOAuthTokens: true },
    verification: { modelName: "auth_verifications" },
    plugins: [
      twoFactor({ issuer: "Sentry Error Collector", twoFactorTable: "auth_two_factors" }),
      passkey({
        rpName: "Sentry Error Collector",
        schema: { passkey: { modelName: "auth_passkeys" } },
      }),
    ],
    // Attempts are counted in `Throttle`, by address and by account, for tokens too.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix,
      useSecureCookies: publicUrl?.startsWith("https:") ?? false,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
    },
    databaseHooks: {
      session: {
        create: {
          async before({ userId }) {
            const account = await book.account(userId);
            if (account === null || account.disabled) {
              throw new APIError("FORBIDDEN", { message: "This account is disabled." });
            }
          },
        },
      },
    },
  } as const satisfies BetterAuthOptions;
}
