// What is made from other files before a build: protocol types and message catalogues.
import { generateCatalogues } from "./catalogues.mjs";
import { generateProtocol } from "./protocol.mjs";

await Promise.all([generateProtocol(), generateCatalogues()]);
