import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** What pdf.js asks for by name when a score needs it: served from our own address, never inlined. */
function pdfParts(): Plugin {
  const from = fileURLToPath(new URL("node_modules/pdfjs-dist/", import.meta.url));
  const wanted: Record<string, RegExp> = {
    cmaps: /\.bcmap$/,
    standard_fonts: /\.(pfb|ttf)$/,
    wasm: /_nowasm_fallback\.js$/,
  };
  return {
    name: "pdf-parts",
    apply: "build",
    generateBundle() {
      for (const [folder, pattern] of Object.entries(wanted))
        for (const name of readdirSync(join(from, folder)).filter((name) => pattern.test(name)))
          this.emitFile({
            type: "asset",
            fileName: `assets/pdfjs/${folder}/${name}`,
            source: readFileSync(join(from, folder, name)),
          });
    },
  };
}

export default defineConfig({
  plugins: [pdfParts()],
  build: {
    target: "es2022",
    // Tells scripts/sizes.mjs which parts wait until they are opened.
    manifest: "manifest.json",
    // The content security policy knows 'self' only: nothing may be inlined as a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  server: {
    proxy: {
      "/api": { target: "https://127.0.0.1:8443", secure: false },
      "/ws": { target: "https://127.0.0.1:8443", secure: false, ws: true },
    },
  },
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    testTimeout: 60_000, // a machine that does other things besides
    environment: "node",
  },
});
