import { Access, Letters } from "../access/index.ts";
import { toFailure } from "../domain/index.ts";
import { Mailer } from "../outbox/index.ts";
import { AccessBook, openSecrets } from "../store/index.ts";
import { type Owner, tell } from "./owner.ts";
import type { Settings } from "./settings.ts";

/** Opens the book of who may, and the way by which letters go to them. */
export function openAccess(deps: Owner): Access {
  const { settings, location } = deps;
  const { access: mode, publicUrl, secretKey } = settings;
  return new Access({
    book: new AccessBook(location, Date.now),
    secrets: openSecrets({ folder: location.folder, key: secretKey }),
    mode,
    publicUrl,
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
