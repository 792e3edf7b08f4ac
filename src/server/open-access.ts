import { Access, Letters, type SingleSignOn } from "../access/index.ts";
import { toFailure } from "../domain/index.ts";
import { fetchBy, Mailer, placeOf, SafeFetch } from "../outbox/index.ts";
import { AccessBook, openSecrets } from "../store/index.ts";
import { type Owner, tell } from "./owner.ts";
import type { Settings } from "./settings.ts";

/** Opens the book of who may, and the way by which letters go to them. */
export function openAccess(deps: Owner): Access {
  const { settings, location } = deps;
  const { access: mode, publicUrl, secretKey } = settings;
  return new Access({
    book: new AccessBook(location, Date.now),
    secrets: openSecrets({
      folder: location.kind === "postgres" ? null : location.folder,
      key: secretKey,
    }),
    mode,
    publicUrl,
    signOn: signOnBy(settings),
    letters: lettersBy(settings),
    now: Date.now,
    onTrouble: (cause) => tell(deps, toFailure(cause)),
  });
}

function lettersBy({ smtpUrl: smtp, mailFrom: from, publicUrl, outboundAllow }: Settings) {
  if (smtp === null || from === null || publicUrl === null) return null;
  const mailer = new Mailer({ smtp, from, allow: outboundAllow });
  return new Letters({ send: (letter) => mailer.send(letter), base: publicUrl });
}

function signOnBy(settings: Settings): SingleSignOn | null {
  const { oidcIssuer: issuer, oidcClientId: clientId } = settings;
  if (issuer === null || clientId === null) return null;
  const trusted = new Set([placeOf(issuer)]);
  const out = new SafeFetch({ allow: settings.outboundAllow, trusted: () => trusted });
  return {
    issuer,
    clientId,
    clientSecret: settings.oidcClientSecret,
    name: settings.oidcName,
    claim: settings.oidcRoleClaim,
    roles: settings.oidcRoles,
    fetch: fetchBy(out),
  };
}
