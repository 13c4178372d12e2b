// Writes the talk for a terminal: node slides/terminal.mjs FOLDER. presenterm reads slides/workshop.md but no SVG, and its
// older versions no marks of scripts/refresh: this is the same file with drawings as PNG, and without marks.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { faultsOf, withoutMarks } from "./presenterm.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
mkdirSync(join(folder, "images"), { recursive: true });
const browser = await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage();
let talk = withoutMarks(readFileSync(join(here, "workshop.md"), "utf8"));
for (const [, path] of talk.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
    const target = `images/${basename(path).replace(/\.svg$/, ".png")}`;
    if (path.endsWith(".svg")) {
        const drawing = readFileSync(join(here, path), "utf8");
        const [, width, height] = drawing.match(/width="(\d+)" height="(\d+)"/).map(Number);
        await page.setViewportSize({ width, height });
        await page.setContent(`<body style="margin:0;background:white">${drawing}`);
        await page.screenshot({ path: join(folder, target) });
    } else {
        copyFileSync(join(here, path), join(folder, target));
    }
    talk = talk.replaceAll(`](${path})`, `](${target})`);
}
await browser.close();
writeFileSync(join(folder, "workshop.md"), talk);
for (const fault of faultsOf(talk, folder)) {
    console.error(`${folder}/workshop.md:${fault}`);
    process.exitCode = 1;
}
console.log(`${folder}/workshop.md: for presenterm`);
