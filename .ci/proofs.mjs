// Writes proofs.json: which test proved which promise, at which commit. Names the slowest tests. Read from the TRX files of the run.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const reports = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return ["node_modules", ".git", "bin", "obj"].includes(entry.name) ? [] : reports(path);
    }
    return entry.name.endsWith(".trx") ? [path] : [];
  });

const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
const proofs = [];
const times = [];
for (const file of reports(".")) {
  const trx = readFileSync(file, "utf8");
  const results = new Map();
  for (const [, tag] of trx.matchAll(/<UnitTestResult ([^>]*)>/g)) {
    const attribute = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
    times.push({ took: attribute("duration"), test: attribute("testName") });
    results.set(attribute("testId"), {
      result: attribute("outcome").toLowerCase(),
      at: attribute("endTime"),
    });
  }
  for (const [, tag, body] of trx.matchAll(/<UnitTest ([^>]*)>([\s\S]*?)<\/UnitTest>/g)) {
    const id = /\bid="([^"]*)"/.exec(tag)?.[1];
    const type = /className="([^"]*)"/.exec(body)?.[1];
    const name = /<TestMethod [^>]*\bname="([^"]*)"/.exec(body)?.[1];
    for (const [, claim] of body.matchAll(/<Key>Claim<\/Key>\s*<Value>([^<]*)<\/Value>/g)) {
      proofs.push({ claim, test: `${type}.${name}`, ...results.get(id), commit });
    }
  }
}

// A theory has many rows: one that failed makes the whole proof fail.
const byTest = new Map();
for (const proof of proofs) {
  const key = `${proof.claim} ${proof.test}`;
  const known = byTest.get(key);
  if (!known || proof.result !== "passed") {
    byTest.set(key, proof);
  }
}
const sorted = [...byTest.keys()].sort().map((key) => byTest.get(key));
writeFileSync("proofs.json", JSON.stringify(sorted, null, 2) + "\n");
console.log(
  `${sorted.length} proofs of ${new Set(sorted.map((proof) => proof.claim)).size} promises in proofs.json`,
);

// `00:00:12.3456789` sorts as text.
times.sort((one, other) => other.took.localeCompare(one.took));
console.log("The slowest tests:");
times.slice(0, 10).forEach(({ took, test }) => console.log(`  ${took.slice(0, 12)}  ${test}`));
