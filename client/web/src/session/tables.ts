/** Tables from and for other systems, as the API takes and gives them. */
import { askHere, here } from "./staff";

export const KINDS = ["pupils", "guardians", "staff", "lessons", "hours"] as const;
export type Kind = (typeof KINDS)[number];

export interface Field {
  name: string;
  required: boolean;
}

export interface Fault {
  row: number;
  column: string;
  reason: string;
}

export interface Taken {
  dry_run: boolean;
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  fault_rows: number;
  faults: Fault[];
  header: string[];
  columns: Record<string, string>;
  missing: string[];
}

export async function fieldsOf(kind: Kind): Promise<Field[]> {
  return (await askHere<{ fields: Field[] }>("GET", `/tables/${kind}/columns`)).fields;
}

export function take(kind: Kind, file: Blob, dryRun: boolean): Promise<Taken> {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const asked = new URLSearchParams({ dry_run: String(dryRun), zone });
  return askHere<Taken>("POST", `/tables/${kind}?${asked}`, file);
}

/** A column is one field's; choosing it takes it from any other. */
export async function choose(
  kind: Kind,
  columns: Record<string, string>,
  field: string,
  column: string,
): Promise<void> {
  const kept = Object.entries(columns).filter(([name, taken]) => name !== field && taken !== column);
  const chosen = Object.fromEntries(column ? [...kept, [field, column]] : kept);
  await askHere("PUT", `/tables/${kind}/columns`, { columns: chosen });
}

/** Where a table is fetched from. */
export function addressOf(kind: Kind, format: "csv" | "xlsx"): string {
  return `/api/municipalities/${here()?.municipality.id}/tables/${kind}?format=${format}`;
}
