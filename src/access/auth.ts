import { kyselyAdapter } from "@better-auth/kysely-adapter";
import { passkey } from "@better-auth/passkey";
import { APIError } from "better-auth/api";
import { type BetterAuthOptions, betterAuth } from "better-auth/minimal";
import { twoFactor } from "better-auth/plugins/two-factor";
import { Failure } from "../domain/index.ts";
import { type AccessBook, writtenProjects } from "../store/index.ts";
import {
  type Auth,
  addressHeader,
  authPath,
  cookiePrefix,
  type SingleSignOn,
  singleSignOnId,
} from "./auth-terms.ts";
import { heldTo, nothingLeaves } from "./held.ts";
import { grantHeard, hear, providerPlugin } from "./single-sign-on.ts";

// The only file that knows better-auth. It is loaded when somebody first signs in: with its query builder it weighs 50 MB,
// which a collector that nobody signs in to does without.

export interface AuthDeps {
  readonly book: AccessBook;
  /** Signs cookies and encrypts the secrets of second factors. */
  readonly key: string;
  /** Null: the address that was asked for. */
  readonly publicUrl: string | null;
  /** Null: it signs nobody in by an identity provider, and asks nobody elsewhere. */
  readonly signOn: SingleSignOn | null;
}

/** NIST SP 800-63B asks for length rather than for kinds of characters. */
const passwordChars = { min: 12, max: 128 } as const;

const daySeconds = 24 * 60 * 60;

/** Opens better-auth over the book's tables. Throws `unavailable` where the identity provider does not answer. */
export async function openAuth(deps: AuthDeps): Promise<Auth> {
  const by = deps.signOn?.fetch ?? nothingLeaves;
  const kysely = await deps.book.kysely();
  const { auth, context } = await heldTo(by, async () => {
    const opened = betterAuth(optionsOf(deps, kysely));
    return { auth: opened, context: await opened.$context };
  });
  if (deps.signOn !== null) assertReached(deps.signOn, context.socialProviders);
  const { internalAdapter, password } = context;
  return {
    async handle(request) {
      const response = await hear(() => heldTo(by, () => auth.handler(request)));
      if (response.status >= 500) await throwTrouble(deps.book);
      return response;
    },
    async sessionOf(headers) {
      const found = await auth.api.getSession({ headers }).catch(async (thrown) => {
        await throwTrouble(deps.book);
        throw thrown;
      });
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

/** better-auth says only that something failed. Where the database is why, it fails here too, and that is thrown. */
async function throwTrouble(book: AccessBook): Promise<void> {
  await book.isAnybodyKnown();
}

function optionsOf(
  { book, key, publicUrl, signOn }: AuthDeps,
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
      // Not asked of what a provider says: `hooksOf` gives them, and the table has no account without.
      additionalFields: {
        role: { type: "string", required: false, input: false },
        projects: { type: "string", required: false, input: false },
        disabled: { type: "boolean", required: false, input: false },
      },
    },
    session: {
      modelName: "auth_sessions",
      expiresIn: 30 * daySeconds,
      updateAge: daySeconds / 24,
    },
    account: {
      modelName: "auth_accounts",
      // An address proves nothing of who made the account that has it: whoever owns it connects it, signed in.
      accountLinking: { disableImplicitLinking: true, trustedProviders: [] },
    },
    verification: { modelName: "auth_verifications" },
    plugins: [
      ...(signOn === null ? [] : [providerPlugin(signOn)]),
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
    databaseHooks: hooksOf({ book, signOn }),
  } as const satisfies BetterAuthOptions;
}

function hooksOf({ book, signOn }: Pick<AuthDeps, "book" | "signOn">) {
  return {
    user: {
      create: {
        async before(user) {
          const granted = grantHeard(signOn);
          if (granted === null) return;
          const { role, projects } = granted;
          const rights = { role, projects: writtenProjects(projects), disabled: false };
          return { data: { ...user, ...rights } };
        },
      },
    },
    account: {
      // Whoever signed in has nothing more to ask of the provider.
      create: { before: async (account) => ({ data: { ...account, ...noTokens } }) },
      update: { before: async (account) => ({ data: { ...account, ...noTokens } }) },
    },
    session: {
      create: {
        async before({ userId, createdAt }) {
          const account = await book.account(userId);
          if (account === null || account.disabled) throw new APIError("FORBIDDEN", disabled);
          const granted = grantHeard(signOn);
          if (granted === null) return;
          const now = createdAt.getTime();
          await book.changeAccount(userId, { ...granted, disabled: false, now });
        },
      },
    },
  } as const satisfies BetterAuthOptions["databaseHooks"];
}

const noTokens = { accessToken: null, refreshToken: null, idToken: null } as const;
const disabled = { code: "disabled", message: "This account is disabled." } as const;

interface Provider {
  readonly id: string;
  readonly issuer?: string | undefined;
}

/** Better-auth goes on without a provider that it could not ask, and believes whichever issuer that names. */
function assertReached({ issuer }: SingleSignOn, providers: readonly Provider[]): void {
  const found = providers.find(({ id }) => id === singleSignOnId);
  if (found?.issuer?.replace(/\/+$/, "") === issuer) return;
  throw new Failure(
    "unavailable",
    found?.issuer === undefined
      ? `The identity provider ${issuer} cannot be asked: try again, or sign in with a password.`
      : `The identity provider calls itself ${found.issuer}: set OIDC_ISSUER to that.`,
  );
}
