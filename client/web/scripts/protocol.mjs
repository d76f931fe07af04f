// TypeScript types of the lesson room's messages, from signaling/protocol.schema.json.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const SCHEMA = process.env.KLANGBRO_PROTOCOL_SCHEMA ?? here("../../../signaling/protocol.schema.json");
const TARGET = here("../src/protocol/generated.ts");

// pydantic gives a discriminator a default, which makes it optional on paper; on the wire it is always
// there, and without it TypeScript could not tell one message from another.
function requireDiscriminators(node) {
  if (Array.isArray(node)) return node.forEach(requireDiscriminators);
  if (node === null || typeof node !== "object") return;
  if (node.properties) {
    const constants = Object.entries(node.properties).filter(([, value]) => "const" in value);
    node.required = [...new Set([...(node.required ?? []), ...constants.map(([name]) => name)])];
    for (const property of Object.values(node.properties)) delete property.title;
  }
  Object.values(node).forEach(requireDiscriminators);
}

export async function generateProtocol() {
  const schema = JSON.parse(await readFile(SCHEMA, "utf8"));
  requireDiscriminators(schema);
  const source = await compile(schema, "Protocol", {
    additionalProperties: false,
    bannerComment: "// Made by `npm run generate` from signaling/protocol.schema.json. Do not edit.",
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    format: false,
  });
  await mkdir(dirname(TARGET), { recursive: true });
  await writeFile(TARGET, source);
}
