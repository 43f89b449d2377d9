// A client of openapi-generator's typescript-fetch.

import { Configuration, ProblemFromJSON, ResponseError, SongsApi } from "./generated_typescript/index.js";
import { check, checkPdf, key, misspelt, picture, second, song, url } from "./songs.js";

const songs = new SongsApi(new Configuration({ basePath: url, apiKey: key }));

const pdf: Blob = await songs.convertToPdf({ convertRequest: { content: song, options: { transpose: 2 } } });
await checkPdf(pdf, false);

const book = await songs.convertToPdfRaw({
  convertRequest: { songs: [song, { name: "two.cho", content: second }], options: { title: "Our songs" }, files: { "logo.png": picture } },
});
check(book.raw.headers.get("chordpro-songs") === "2", "no book");
await checkPdf(await book.value(), true);

const findings = await songs.lint({ convertRequest: { content: misspelt } });
check(findings.diagnostics[0]?.severity === "warning", "nothing was noticed");

const data = await songs.convertToJson({ convertRequest: { content: song } });
check(data.songs[0]?.title === "Amazing Grace", "the song as data has no title");

try {
  await songs.convertToPdf({ convertRequest: { content: " " } });
  check(false, "a blank song was converted");
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  const problem = ProblemFromJSON(await error.response.json());
  check(problem.status === 400 && problem.field === "content", "no problem was read");
}
