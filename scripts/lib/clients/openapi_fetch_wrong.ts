// What must not compile: scripts/clients looks for an error in each line that is marked, and in no other.

import createClient from "openapi-fetch";
import type { components, paths } from "./openapi.js";

type ConvertRequest = components["schemas"]["ConvertRequest"];
const client = createClient<paths>({ baseUrl: "" });

await client.POST("/convert/pdf", { body: { content: "", optoins: {} } satisfies ConvertRequest }); // wrong: no such member
await client.POST("/convert/pdf", { body: { content: "", options: { transpos: 2 } } satisfies ConvertRequest }); // wrong: no such option
await client.POST("/convert/pdf", { body: { content: "", options: { transpose: true } } }); // wrong: no number and no key
await client.POST("/convert/pdf", { body: { content: "", options: { transcode: "klingon" } } }); // wrong: no such notation
await client.POST("/convert/pdf", { body: { options: {} } }); // wrong: no song
await client.POST("/convert/docx", { body: { content: "" } }); // wrong: no such format
await client.POST("/convert", { body: { content: "", output_format: "docx" } }); // wrong: no such format
const found = await client.POST("/lint", { body: { content: "" } });
found.data?.errros; // wrong: no such member
const song = await client.POST("/convert/json", { body: { content: "" } });
song.data?.songs[0]?.titel; // wrong: no such member
const right = await client.POST("/convert/pdf", { body: { content: "", options: { transpose: 2 } } });
right.error?.field?.toUpperCase();
