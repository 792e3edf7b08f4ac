import { askAuth } from "./auth.ts";

export interface Passkey {
  readonly id: string;
  readonly name: string | null;
  readonly createdAt: string;
}

/** Browsers have them only where the page came over TLS, or from this machine. */
export const passkeysWork =
  typeof PublicKeyCredential !== "undefined" &&
  "parseRequestOptionsFromJSON" in PublicKeyCredential;

/** Asks the person for a passkey and signs in by it. */
export async function signInByPasskey(): Promise<void> {
  const options = await askAuth<PublicKeyCredentialRequestOptionsJSON>(
    "passkey/generate-authenticate-options",
  );
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (found !== null) await askAuth("passkey/verify-authentication", { response: found.toJSON() });
}

/** Makes a passkey for one's own account. */
export async function addPasskey(name: string): Promise<void> {
  const options = await askAuth<PublicKeyCredentialCreationOptionsJSON>(
    "passkey/generate-register-options",
  );
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (made !== null)
    await askAuth("passkey/verify-registration", { response: made.toJSON(), name });
}

export function listPasskeys(): Promise<readonly Passkey[]> {
  return askAuth<readonly Passkey[]>("passkey/list-user-passkeys");
}

export async function deletePasskey(id: string): Promise<void> {
  await askAuth("passkey/delete-passkey", { id });
}
