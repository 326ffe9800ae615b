// SPDX-License-Identifier: Apache-2.0
// How the Node client reads the test vectors of protocol.md: vectors.mjs CLIENT PAGE.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const { Message, verifies } = await import(pathToFileURL(path.resolve(process.argv[2])));
const page = fs.readFileSync(process.argv[3], "utf8");

function vector(name) {
  const block = page.match(new RegExp(`<!-- vector: ${name} -->\n\`\`\`text\n([^]*?)\n\`\`\``))[1];
  return Buffer.from(block.split("\n").map((line) => line.split("|")[0].replace(/\s/g, "")).join(""), "hex");
}

function fits(name) {
  const place = ["$EDC", "eurotech-provision", "001122AABBCC/PROVISION-V1/EXEC/complete"];
  const elsewhere = ["$EDC", "eurotech-provision", "001122AABBCD/PROVISION-V1/EXEC/complete"];
  const message = new Message(vector(name));
  const key = crypto.createPublicKey({ key: vector(`${name}-key`), format: "der", type: "spki" });
  return message.signedBytes(...place).equals(vector(`${name}-signed`))
    && verifies(message, key, ...place) && !verifies(message, key, ...elsewhere);
}

function refuses(data) {
  try {
    return !new Message(data);
  } catch {
    return true;
  }
}

const ends = Array.from({ length: 17 }, (_, n) => 340 + n).filter((n) => n !== 349);
const cut = ends.every((end) => refuses(vector("types").subarray(0, end)));
for (const name of ["complete", "types"]) console.log(`${name}:`, fits(name) && cut ? "yes" : "NO");
