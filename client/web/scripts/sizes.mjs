// What a village network has to carry before a lesson: the join page and the lesson page, gzipped.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const LIMITS_KB = { join: 150, lesson: 250 };

const names = (await readdir(`${DIST}assets`)).filter((name) => /\.(js|css)$/.test(name));
const sizes = new Map();
for (const name of names) sizes.set(name, gzipSync(await readFile(`${DIST}assets/${name}`)).length / 1000);

const sum = (belongs) => [...sizes].reduce((total, [name, kb]) => (belongs(name) ? total + kb : total), 0);
const html = gzipSync(await readFile(`${DIST}index.html`)).length / 1000;
const language = Math.max(
  ...[...sizes].filter(([name]) => /^(sv|fi|en|it|lt)-/.test(name)).map(([, kb]) => kb),
);
const join = html + language + sum((name) => name.startsWith("index-"));
const lesson = join + sum((name) => !name.startsWith("index-") && !/^(sv|fi|en|it|lt)-/.test(name));

for (const [page, kb] of Object.entries({ join, lesson })) {
  process.stdout.write(`${page} page: ${kb.toFixed(1)} kB gzipped, ${LIMITS_KB[page]} at most\n`);
  if (kb > LIMITS_KB[page]) process.exitCode = 1;
}
