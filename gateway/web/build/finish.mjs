// After the bundle is written: the budget, the hash of the theme script, compressed copies.
import { createHash } from "node:crypto";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const budget = { firstScreen: 100_000, css: 15_000, lazyChunk: 60_000 };
// What a signed-in person fetches until /home is painted.
const firstScreen = ["index.html", "src/home/Today.tsx"];
const accepted = new URL("sizes.json", import.meta.url);

export function finish() {
  let root;
  return {
    name: "finish",
    apply: "build",
    configResolved(config) {
      root = config.root;
    },
    async writeBundle(options, bundle) {
      await checkBudget(options.dir, bundle, root);
      await writeCsp(options.dir);
      await rm(path.join(options.dir, ".vite"), { recursive: true, force: true });
      await compress(options.dir);
    },
  };
}

async function checkBudget(dir, bundle, root) {
  const chunks = Object.values(bundle).filter((item) => item.type === "chunk");
  const named = (id) => chunks.find((chunk) => chunk.facadeModuleId === path.join(root, id));
  const gzip = async (file) => gzipSync(await readFile(path.join(dir, file)), { level: 9 }).length;

  const fetched = new Set();
  const add = (chunk) => {
    if (!chunk || fetched.has(chunk.fileName)) return;
    fetched.add(chunk.fileName);
    chunk.viteMetadata?.importedCss.forEach((file) => fetched.add(file));
    chunk.imports.forEach((file) => add(chunks.find((other) => other.fileName === file)));
  };
  for (const id of firstScreen) {
    if (!named(id)) throw new Error(`The budget does not find ${id} in the bundle.`);
    add(named(id));
  }

  let total = 0;
  let css = 0;
  for (const file of fetched) {
    const size = await gzip(file);
    total += size;
    if (file.endsWith(".css")) css += size;
  }
  const problems = [];
  if (total > budget.firstScreen)
    problems.push(`/home fetches ${total} bytes, allowed ${budget.firstScreen}`);
  if (css > budget.css) problems.push(`CSS of /home is ${css} bytes, allowed ${budget.css}`);
  for (const chunk of chunks.filter((chunk) => !fetched.has(chunk.fileName))) {
    const size = await gzip(chunk.fileName);
    if (size > budget.lazyChunk)
      problems.push(`${chunk.fileName} is ${size} bytes, allowed ${budget.lazyChunk}`);
  }

  console.log(
    `\n/home fetches ${total} bytes gzip of ${budget.firstScreen}, of it CSS ${css} of ${budget.css}`,
  );
  const sizes = moduleSizes(chunks, root);
  if (process.env.ACCEPT_SIZES) await writeFile(accepted, `${JSON.stringify(sizes, null, 2)}\n`);
  if (problems.length === 0) return;

  const before = JSON.parse(await readFile(accepted, "utf8"));
  const grown = Object.entries(sizes)
    .map(([name, size]) => ({ name, size, grew: size - (before[name] ?? 0) }))
    .filter((module) => module.grew > 0)
    .sort((a, b) => b.grew - a.grew)
    .slice(0, 12)
    .map((module) => `  +${module.grew} to ${module.size}  ${module.name}`);
  throw new Error(
    `Over the budget (bytes gzip):\n  ${problems.join("\n  ")}\nGrown since build/sizes.json (bytes, not compressed):\n${grown.join("\n")}`,
  );
}

/** Bytes by package or by own file, so that a growth has a name. */
function moduleSizes(chunks, root) {
  const sizes = {};
  for (const chunk of chunks) {
    for (const [id, module] of Object.entries(chunk.modules)) {
      const inPackage = id.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/);
      const name = inPackage ? inPackage[1] : path.relative(root, id.replace(/\?.*$/, "").replace(/^\0/, ""));
      sizes[name] = (sizes[name] ?? 0) + (module.renderedLength ?? 0);
    }
  }
  return Object.fromEntries(Object.entries(sizes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The gateway allows exactly the inline scripts whose hashes stand here. */
async function writeCsp(dir) {
  const html = await readFile(path.join(dir, "index.html"), "utf8");
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  if (scripts.length !== 1) throw new Error(`One inline script is expected, ${scripts.length} found.`);
  if (/\sstyle=/.test(html)) throw new Error("index.html has an inline style, which the CSP blocks.");
  await writeFile(path.join(dir, "csp.json"), `${JSON.stringify({ scripts })}\n`);
}

async function compress(dir) {
  for (const entry of await readdir(dir, { recursive: true })) {
    if (!/\.(js|css|svg|html|webmanifest)$/.test(entry)) continue;
    const bytes = await readFile(path.join(dir, entry));
    await writeFile(path.join(dir, `${entry}.gz`), gzipSync(bytes, { level: 9 }));
    await writeFile(
      path.join(dir, `${entry}.br`),
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    );
  }
}
