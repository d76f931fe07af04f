import { defineConfig } from "vitest/config";

export default defineConfig({
  build: {
    target: "es2022",
    // The content security policy knows 'self' only: nothing may be inlined as a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 250,
  },
  server: {
    proxy: {
      "/api": { target: "https://127.0.0.1:8443", secure: false },
      "/ws": { target: "https://127.0.0.1:8443", secure: false, ws: true },
    },
  },
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    environment: "node",
  },
});
