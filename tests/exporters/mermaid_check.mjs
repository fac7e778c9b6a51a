// Parses Mermaid files with Mermaid's own parser, in a document that jsdom makes up.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

for (const path of process.argv.slice(2)) {
  try {
    const { diagramType } = await mermaid.parse(readFileSync(path, "utf8"));
    console.log(`ok ${diagramType} ${path}`);
  } catch (error) {
    console.log(`failed ${path}: ${error.message}`);
    process.exitCode = 1;
  }
}
