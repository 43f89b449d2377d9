/** The same conversion as a request for the shell, Python and JavaScript. The key is never in it: `$KEY` stands for it. */

export type Language = "curl" | "python" | "javascript";

/** @param address of `/convert`; @param body as it is sent; @param file that the answer is written to */
export function requestIn(language: Language, address: string, body: object, file: string): string {
  const json = JSON.stringify(body, null, 2);
  switch (language) {
    case "curl":
      return `curl --fail --silent --show-error ${shell(address)} \\
  -H "X-API-Key: $KEY" -H "Content-Type: application/json" \\
  -o ${shell(file)} --data-binary @- <<'JSON'
${json}
JSON
`;
    case "python":
      // In JSON every quote of a text has a backslash before it, so no text ends the string.
      return `import os, urllib.request

body = r"""
${json}
"""
request = urllib.request.Request(
    ${JSON.stringify(address)},
    data=body.encode(),
    headers={"Content-Type": "application/json", "X-API-Key": os.environ["KEY"]},
)
with urllib.request.urlopen(request) as response, open(${JSON.stringify(file)}, "wb") as file:
    file.write(response.read())
`;
    case "javascript":
      return `import { writeFile } from "node:fs/promises";

const body = ${json};
const response = await fetch(${JSON.stringify(address)}, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-API-Key": process.env.KEY },
  body: JSON.stringify(body),
});
if (!response.ok) throw new Error((await response.json()).detail);
await writeFile(${JSON.stringify(file)}, Buffer.from(await response.arrayBuffer()));
`;
  }
}

/** A word of the shell. */
function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
