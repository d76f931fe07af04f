// What the compiler cannot see: complete catalogues, known keys, short files, and a lock file without hosts.
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import { catalogueFiles, countsOf, formsOf, LOCALES, parametersOf, readCatalogue } from "./catalogues.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MAX_LINES = 400;
const found = [];

async function files(folder) {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function checkCatalogues(source) {
  const english = await readCatalogue("en");
  const extra = (await catalogueFiles()).filter((name) => !LOCALES.includes(name.replace(/\.po$/, "")));
  for (const name of extra) found.push(`catalogues/${name}: a language the page does not offer`);
  for (const locale of LOCALES) {
    const catalogue = await readCatalogue(locale);
    for (const [id, text] of english) compareMessage(locale, id, text, catalogue.get(id));
    for (const id of catalogue.keys())
      if (!english.has(id)) found.push(`catalogues/${locale}.po: unknown ${id}`);
  }
  for (const id of english.keys())
    if (!source.includes(`"${id}"`)) found.push(`catalogues: nobody says ${id}`);
}

function compareMessage(locale, id, english, translated) {
  if (!translated?.trim()) return found.push(`catalogues/${locale}.po: missing ${id}`);
  const wanted = [...parametersOf(compileMessageOrThrow(english))].sort().join(", ");
  const given = [...parametersOf(compileMessageOrThrow(translated))].sort().join(", ");
  if (wanted !== given) found.push(`catalogues/${locale}.po: ${id} takes {${wanted}}, has {${given}}`);
  compareCounts(locale, id, compileMessageOrThrow(english), compileMessageOrThrow(translated));
}

/** What is counted in one language is counted in all of them, in every form that a language has. */
function compareCounts(locale, id, english, translated) {
  const counts = countsOf(translated);
  for (const name of new Set([...countsOf(english).keys(), ...counts.keys()]))
    if (!counts.has(name) || !countsOf(english).has(name))
      found.push(`catalogues/${locale}.po: ${id} counts {${name}} here or in English, not in both`);
  for (const [name, forms] of counts)
    for (const form of formsOf(locale))
      if (!forms.includes(form))
        found.push(`catalogues/${locale}.po: ${id} has no form ${form} of {${name}}`);
}

const sources = (await files("src")).filter(
  (name) => [".ts", ".tsx", ".css"].includes(extname(name)) && !name.includes("generated"),
);
const texts = await Promise.all(
  [...sources, ...(await files("scripts"))].map((name) => readFile(name, "utf8")),
);
const named = [...sources, ...(await files("scripts"))];
texts.forEach((text, index) => {
  const lines = text.split("\n").length;
  if (lines > MAX_LINES)
    found.push(`${named[index].slice(ROOT.length)}: ${lines} lines, ${MAX_LINES} at most`);
});
await checkCatalogues(texts.join("\n"));
if (/"resolved"/.test(await readFile(join(ROOT, "package-lock.json"), "utf8")))
  found.push("package-lock.json: names where packages come from; run npm install with this folder's .npmrc");

for (const line of found) process.stderr.write(`${line}\n`);
process.exit(found.length > 0 ? 1 : 0);
