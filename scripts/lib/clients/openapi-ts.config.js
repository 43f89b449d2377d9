// A client for Node, where imports name their files; a bundler needs no extension.
export default {
  input: "openapi.json",
  output: { path: "hey_api_client", module: { extension: ".js" } },
  plugins: ["@hey-api/client-fetch"],
};
