/** A short code as somebody types it: enough to tell it from anything else; the server reads it exactly. */

/** Eight letters and digits, however spaced; null for what cannot be a code. */
export function typedCode(text: string): string | null {
  const code = text.replace(/[\s.\u2010-\u2015-]+/g, "").toUpperCase();
  return /^[A-Z0-9]{8}$/.test(code) ? code : null;
}
