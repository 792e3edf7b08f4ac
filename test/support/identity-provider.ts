import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import Provider from "oidc-provider";

export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

export interface IdentityProvider {
  readonly issuer: string;
  /** Who signs in there next: nobody is asked for a password. */
  person: Person;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export const client = { client_id: "collector", client_secret: "s3cret-of-the-client" } as const;

/** A real OpenID provider on a free port, which lets everybody in whom the test names. */
export async function startIdentityProvider(
  t: TestContext,
  { redirect, person }: { redirect: string; person: Person },
): Promise<IdentityProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked: string[] = [];
  const standing = { issuer, person, asked, stop: () => close(server) };
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [redirect] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["a key of the test"] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...standing.person }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    asked.push(request.url?.split("?")[0] ?? "");
    if (!request.url?.startsWith("/interaction/")) return void answer(request, response);
    void agree(provider, standing.person.sub, { request, response });
  });
  t.after(() => close(server));
  return standing;
}

/** Whom it names is signed in there, and lets the collector know who they are. */
async function agree(
  provider: Provider,
  accountId: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const grant = new provider.Grant({ accountId, clientId: client.client_id });
  grant.addOIDCScope("openid email profile");
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { login: { accountId }, consent });
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}
