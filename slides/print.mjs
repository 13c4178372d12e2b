// Prints a document on A4 paper: node slides/print.mjs FILE.md FILE.pdf. Says how many pages it took.
// <!-- // page --> above a heading begins a new page.
import { readFileSync } from "node:fs";
import markdownIt from "markdown-it";
import { chromium } from "playwright-core";

const [source, target] = process.argv.slice(2);
const style = `
@page { size: A4; margin: 11mm 12mm; }
body { font: 8.7pt/1.28 "DejaVu Sans", "Liberation Sans", Arial, sans-serif; color: #16213a; margin: 0; }
h1 { font-size: 16pt; margin: 0 0 2mm; }
h2 { font-size: 10.5pt; margin: 2.4mm 0 .9mm; padding-bottom: .6mm; border-bottom: .5mm solid #2f6fde; break-after: avoid; }
h2.page { break-before: page; }
p, ul, ol { margin: 1mm 0; }
ul, ol { padding-left: 5mm; }
li { margin: .4mm 0; }
code { font-family: "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 7.6pt; background: #eef2f8; border-radius: .8mm; padding: 0 .7mm; }
pre { margin: 1.2mm 0; padding: 1.6mm 2.4mm; background: #f5f7fb; border-left: 1mm solid #2f6fde; break-inside: avoid; line-height: 1.28; }
pre code { background: none; padding: 0; }
table { border-collapse: collapse; width: 100%; margin: 1.2mm 0; break-inside: avoid; }
th { text-align: left; background: #16213a; color: white; }
th, td { padding: .55mm 1.8mm; border-bottom: .2mm solid #d5dce8; vertical-align: top; }
a { color: inherit; text-decoration: none; }`;

const markdown = readFileSync(source, "utf8")
    .replace(/<!-- \/\/ page -->\s*## (.*)/g, '<h2 class="page">$1</h2>\n')
    .replace(/<!--[\s\S]*?-->\n?/g, "");
const body = markdownIt({ html: true }).render(markdown);
const browser = await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage();
await page.setContent(`<!doctype html><html lang="en"><style>${style}</style><body>${body}`);
const pdf = await page.pdf({ path: target, preferCSSPageSize: true, printBackground: true });
await browser.close();
console.log(`${target}: ${pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length} pages`);
