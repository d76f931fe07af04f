/** What people permit to be done with sound and picture of them, and whose guardian one is. */
import { ask } from "./staff";

export const PURPOSES = ["recording", "picture", "clips", "sharing"] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface Permission {
  purpose: Purpose;
  granted: boolean;
  given_by: string | null;
  at: string | null;
  until: string | null;
}

/** A pupil whose guardian one is; until one has confirmed it, nothing follows from it. */
export interface Pupil {
  municipality: { id: string; name: string };
  person: string;
  name: string;
  confirmed: boolean;
}

/** Somebody whose permissions are spoken of. */
export interface Whose {
  municipality: string;
  person: string;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;

const of = ({ municipality, person }: Whose) =>
  `/municipalities/${municipality}/people/${person}/permissions`;

export async function listPermissions(whose: Whose): Promise<Permission[]> {
  return (await ask<{ permissions: Permission[] }>("GET", of(whose))).permissions;
}

/** `by`: the person whose word it is; for a year, or until it is withdrawn. */
export function permit(whose: Whose, purpose: Purpose, by: string, aYear: boolean): Promise<void> {
  const until = aYear ? new Date(Date.now() + YEAR_MS).toISOString() : null;
  return ask("PUT", `${of(whose)}/${purpose}`, { given_by: by, until });
}

export function withdraw(whose: Whose, purpose: Purpose, by: string): Promise<void> {
  return ask("POST", `${of(whose)}/${purpose}/withdrawal`, { given_by: by });
}

export async function listPupils(): Promise<Pupil[]> {
  return (await ask<{ pupils: Pupil[] }>("GET", "/session/pupils")).pupils;
}

export function confirmPupil(person: string): Promise<void> {
  return ask("POST", `/session/pupils/${person}/confirmation`);
}
