/** Passkeys: the browser asks the person's device, the server judges the answer. */
import { ask } from "./staff";

interface Options {
  options: Record<string, unknown>;
}

export function canUsePasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Signs in with a passkey; false where the person or the device did not give one. */
export function useAPasskey(): Promise<boolean> {
  return show("/passkeys/sign-in");
}

/** Shows by one's passkey that it is oneself who is signed in; false where none was given. */
export function confirmByPasskey(): Promise<boolean> {
  return show("/passkeys/confirmation");
}

async function show(path: string): Promise<boolean> {
  const { options } = await ask<Options>("POST", "/passkeys/sign-in/options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await given(() => navigator.credentials.get({ publicKey }));
  if (!credential) return false;
  try {
    await ask("POST", path, { credential: credential.toJSON() }, true);
    return true;
  } catch (cause) {
    if (cause instanceof Error && cause.message === "signed_out") return false;
    throw cause;
  }
}

/** Makes a passkey for whoever is signed in; false where none was made. */
export async function addAPasskey(): Promise<boolean> {
  const { options } = await ask<Options>("POST", "/passkeys/options");
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await given(() => navigator.credentials.create({ publicKey }));
  if (!credential) return false;
  await ask("POST", "/passkeys", { credential: credential.toJSON() });
  return true;
}

/** A person who says no, a device that has none, and time that runs out are all the same refusal. */
async function given(asking: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    const credential = await asking();
    return credential instanceof PublicKeyCredential ? credential : null;
  } catch (cause) {
    if (cause instanceof DOMException) return null;
    throw cause;
  }
}
