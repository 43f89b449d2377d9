import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { requestIn } from "../../src/data/requests";

const body = {
  songs: [{ content: "{title: It's \"quoted\"}\n[C]back\\slash $HOME `x`\nJSON\n\"\"\"" }],
  options: { config: ["guitar", { pdf: { papersize: [540, 720] } }], diagrams: false, title: null },
  output_format: "pdf",
};
const address = "https://songs.example/it's/convert";

test("curl gets the body as it is, whatever the shell would make of it", () => {
  const command = requestIn("curl", address, body, "it's.pdf");
  // A curl of ours shows what the real one would be given.
  const shell = spawnSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; cat; }\nKEY=secret\n${command}`], { encoding: "utf8" });
  assert.equal(shell.status, 0, shell.stderr);
  assert.deepEqual(JSON.parse(shell.stdout.slice(shell.stdout.indexOf("{\n"))), body);
  assert.match(shell.stdout, /^https:\/\/songs\.example\/it's\/convert$/m);
  assert.match(shell.stdout, /^X-API-Key: secret$/m);
  assert.match(shell.stdout, /^it's\.pdf$/m);
  assert.doesNotMatch(command, /secret/);
});

test("JavaScript has the body as a literal", () => {
  const program = requestIn("javascript", address, body, "it's.pdf");
  const literal = /const body = ([^]*?);\nconst response/.exec(program)?.[1] ?? "";
  assert.deepEqual(new Function(`return (${literal})`)(), body);
  assert.match(program, /process\.env\.KEY/);
});

test("Python has the body as a raw string that nothing in it ends", () => {
  const program = requestIn("python", address, body, "it's.pdf");
  const raw = /body = r"""\n([^]*?)\n"""\n/.exec(program)?.[1] ?? "";
  assert.deepEqual(JSON.parse(raw), body);
  // Three quotes in a row do not stand in JSON: each has a backslash before it.
  assert.doesNotMatch(raw, /"""/);
  assert.match(program, /os\.environ\["KEY"\]/);
});
