// What a village network has to carry before a lesson: the join page and the lesson page, gzipped.
// A part that is loaded when opened (the score, say) is counted by itself.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const LIMITS_KB = { join: 150, lesson: 250 };
const ROOM = "src/pages/lesson/room-page.tsx";
const LANGUAGE = /^src\/i18n\/generated\/\w+\.ts$/;

const manifest = JSON.parse(await readFile(`${DIST}manifest.json`, "utf8"));

/** The files that come with these chunks at once, without what they import later. */
function files(...keys) {
  const found = new Set();
  const visit = (key) => {
    const { file, css = [], imports = [] } = manifest[key];
    if (found.has(file)) return;
    for (const name of [file, ...css]) found.add(name);
    imports.forEach(visit);
  };
  keys.forEach(visit);
  return found;
}

async function kilobytes(names) {
  const sizes = [...names].map(async (name) => gzipSync(await readFile(DIST + name)).length / 1000);
  return (await Promise.all(sizes)).reduce((sum, kb) => sum + kb, 0);
}

const languages = Object.keys(manifest).filter((key) => LANGUAGE.test(key));
const language = Math.max(...(await Promise.all(languages.map((key) => kilobytes([manifest[key].file])))));
const atOnce = (...keys) => kilobytes(["index.html", ...files("index.html", ...keys)]);
const pages = { join: language + (await atOnce()), lesson: language + (await atOnce(ROOM)) };

for (const [page, kb] of Object.entries(pages)) {
  process.stdout.write(`${page} page: ${kb.toFixed(1)} kB gzipped, ${LIMITS_KB[page]} at most\n`);
  if (kb > LIMITS_KB[page]) process.exitCode = 1;
}
const known = files("index.html", ROOM, ...languages);
for (const [key, { file, isDynamicEntry }] of Object.entries(manifest))
  if (isDynamicEntry && !known.has(file)) {
    const later = [...files(key)].filter((name) => !known.has(name));
    process.stdout.write(`  when opened: ${key} ${(await kilobytes(later)).toFixed(1)} kB\n`);
  }
