// Cuts the font to what the product writes, and the icons it names into one sprite.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import subsetFont from "subset-font";

const resolve = createRequire(import.meta.url).resolve;
const packageFolder = (name) => path.dirname(resolve(`${name}/package.json`));
const out = new URL("../src/generated/", import.meta.url);
await mkdir(out, { recursive: true });

const characters = [];
// Latin, Latin-1, Latin Extended-A, punctuation, currency, arrows, minus.
for (const [from, to] of [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x2010, 0x2026],
  [0x2030, 0x203a],
  [0x20ac, 0x20ac],
  [0x2122, 0x2122],
  [0x2190, 0x2193],
  [0x21b5, 0x21b5],
  [0x2212, 0x2212],
  [0x2318, 0x2318],
]) {
  for (let code = from; code <= to; code++) characters.push(String.fromCodePoint(code));
}
const inter = await readFile(
  path.join(packageFolder("@fontsource-variable/inter"), "files/inter-latin-wght-normal.woff2"),
);
const extended = path.join(
  packageFolder("@fontsource-variable/inter"),
  "files/inter-latin-ext-wght-normal.woff2",
);
const cut = (font) =>
  subsetFont(font, characters.join(""), {
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 650 } },
  });
const latin = await cut(inter);
const latinExtended = await cut(await readFile(extended));
await writeFile(new URL("inter.woff2", out), latin);
await writeFile(new URL("inter-ext.woff2", out), latinExtended);

const names = [
  ...(await readFile(new URL("../src/ui/icons.ts", import.meta.url), "utf8")).matchAll(
    /^ {2}"([a-z0-9-]+)",$/gm,
  ),
].map((match) => match[1]);
const icons = path.join(packageFolder("lucide-static"), "icons");
const symbols = await Promise.all(
  names.map(async (name) => {
    const svg = await readFile(path.join(icons, `${name}.svg`), "utf8");
    const shapes = svg
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace("</svg>", "")
      .replace(/\s+/g, " ")
      .trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  }),
);
await writeFile(
  new URL("icons.svg", out),
  `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
);
console.log(`font ${latin.length} + ${latinExtended.length} bytes, ${names.length} icons`);
