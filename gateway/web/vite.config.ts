import { defineConfig } from "vite";
import { finish } from "./build/finish.mjs";

// Where `npm run dev` finds the running suite; the production form is served by the gateway itself.
const gateway = process.env.GATEWAY ?? "http://localhost:5080";

// React's own run time is 57 KB of a 100 KB budget; Preact's layer for the same API is 10 KB.
// Nothing here relies on what only React has: without these lines the app runs on React.
const preact = {
  "react-dom/client": "preact/compat/client",
  "react-dom": "preact/compat",
  "react/jsx-runtime": "preact/jsx-runtime",
  react: "preact/compat",
};

export default defineConfig({
  plugins: [finish()],
  resolve: { alias: process.env.WITH_REACT ? {} : preact },
  build: {
    outDir: "../wwwroot",
    emptyOutDir: true,
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // "use client" means nothing without a server that renders.
      onLog: (level, log, say) => log.code !== "MODULE_LEVEL_DIRECTIVE" && say(level, log),
      input: { app: "index.html", trust: "src/trust.css" },
      output: {
        // The trust page is written by Core, which cannot know a hash.
        assetFileNames: (asset) =>
          asset.names[0] === "trust.css" ? "trust.css" : "assets/[name].[hash][extname]",
        chunkFileNames: "assets/[name].[hash].js",
        entryFileNames: "assets/[name].[hash].js",
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/impersonation", "/trust", "/receipts", "/.well-known", "/u", "/c", "/review"].map((path) => [
        `^${path}(/|$)`,
        // The gateway compares Origin with its own address.
        { target: gateway, changeOrigin: true, headers: { Origin: gateway } },
      ]),
    ),
  },
});
