// Catalogues: catalogues/*.po -> src/i18n/generated/*.ts, with the keys and their parameters as a type.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import PO from "pofile";

const SOURCE = fileURLToPath(new URL("../catalogues/", import.meta.url));
const TARGET = fileURLToPath(new URL("../src/i18n/generated/", import.meta.url));
export const LOCALES = ["en", "sv", "fi", "it", "lt"];

export async function readCatalogue(locale) {
  const po = PO.parse(await readFile(`${SOURCE}${locale}.po`, "utf8"));
  const twice = po.items.map((item) => item.msgid).filter((id, index, all) => all.indexOf(id) !== index);
  if (twice.length > 0) throw new Error(`catalogues/${locale}.po says twice: ${twice.join(", ")}`);
  return new Map(po.items.map((item) => [item.msgid, item.msgstr[0] ?? ""]));
}

/** Every value that a compiled message takes; with it `plural`, `select` or nothing, and its choices. */
function* values(tokens) {
  for (const token of tokens) {
    if (typeof token === "string") continue;
    const [name, kind, choices] = token;
    if (name !== "#") yield { name, kind, choices };
    if (choices && typeof choices === "object")
      for (const choice of Object.values(choices)) if (Array.isArray(choice)) yield* values(choice);
  }
}

export function parametersOf(tokens) {
  return new Set([...values(tokens)].map(({ name }) => name));
}

/** What is counted in a message, each with the forms that are given. */
export function countsOf(tokens) {
  const counted = [...values(tokens)].filter(({ kind }) => kind === "plural");
  return new Map(counted.map(({ name, choices }) => [name, Object.keys(choices)]));
}

/** The forms that whole numbers need in a language. */
export function formsOf(locale) {
  const rules = new Intl.PluralRules(locale);
  return new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)));
}

export async function generateCatalogues() {
  await mkdir(TARGET, { recursive: true });
  const english = await readCatalogue("en");
  for (const locale of LOCALES) {
    const compiled = {};
    for (const [id, text] of await readCatalogue(locale)) {
      try {
        compiled[id] = compileMessageOrThrow(text);
      } catch (error) {
        throw new Error(`catalogues/${locale}.po: ${id}: ${error.message}`);
      }
    }
    const source = `import type { Messages } from "@lingui/core";\nexport const messages: Messages = ${JSON.stringify(compiled)};\n`;
    await writeFile(`${TARGET}${locale}.ts`, source);
  }
  const lines = [...english].map(([id, text]) => {
    const compiled = compileMessageOrThrow(text);
    const counts = countsOf(compiled);
    // A count written out as text would find no form.
    const typed = (name) => `${name}: ${counts.has(name) ? "number" : "string | number"}`;
    const names = [...parametersOf(compiled)];
    const type = names.length ? `{ ${names.map(typed).join("; ")} }` : "null";
    return `  ${JSON.stringify(id)}: ${type};`;
  });
  await writeFile(`${TARGET}keys.ts`, `export interface Catalogue {\n${lines.join("\n")}\n}\n`);
}

export async function catalogueFiles() {
  return (await readdir(SOURCE)).filter((name) => name.endsWith(".po"));
}
