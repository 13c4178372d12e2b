// Opens the built talk in headless Chromium: no slide overflows, every image is there, nothing is asked of
// the network, every slide has its notes. Usage: node slides/check.mjs FOLDER [--shots]
// FOLDER holds workshop.html. With --shots, a picture of every slide goes to FOLDER/shots.
// Exit status: 0; 1 with a line for each fault; 77 without Chromium.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = resolve(process.argv[2] ?? "build/slides");
const browserPath = [process.env.CHROME_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .find((path) => path && existsSync(path));
if (!browserPath) {
    console.log("skipped: there is no Chromium");
    process.exit(77);
}

const faults = [];
const file = join(folder, "workshop.html");
const html = readFileSync(file, "utf8");
const browser = await chromium.launch({ executablePath: browserPath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
page.on("request", (request) => {
    if (!/^(file|data|blob|about):/.test(request.url())) faults.push(`a request leaves the machine: ${request.url()}`);
});
page.on("pageerror", (error) => faults.push(`error on the page: ${error.message}`));
page.on("requestfailed", (request) => faults.push(`failed: ${request.url().slice(0, 80)}`));
for (const [address] of html.matchAll(/(?:src|href)="https?:[^"]*"|url\(["']?https?:[^)]*\)|@import[^;]*/g))
    faults.push(`an address of the network stands in the file: ${address}`);

await page.goto(pathToFileURL(file).href);
await page.waitForSelector("section");
const slides = await page.evaluate(async () => {
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    const notes = [...document.querySelectorAll(".bespoke-marp-note")];
    return [...document.querySelectorAll("section[data-marpit-pagination], section[id]")].map((section, index) => {
        const frame = section.getBoundingClientRect();
        const scale = frame.width / section.offsetWidth || 1;
        const beyond = [...section.querySelectorAll("*")].filter((element) => !element.closest("pre > *, marp-pre > *")).filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && (box.right > frame.right + 1 || box.bottom > frame.bottom - 18 * scale || box.left < frame.left || box.top < frame.top);
        }).map((element) => element.tagName.toLowerCase());
        const style = getComputedStyle(section);
        // Text in a box that hides what does not fit.
        const clipped = [...section.querySelectorAll("table, p, ul, ol, h1, h2")].filter((element) =>
            element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 2).map((element) => element.tagName.toLowerCase());
        // Marp shrinks code that is too wide for the slide, so its rectangles do not tell.
        const code = [...section.querySelectorAll("pre, marp-pre")].map((pre) => {
            const columns = Math.max(...pre.textContent.split("\n").map((row) => row.length));
            return Math.min(parseFloat(getComputedStyle(pre).fontSize), (section.clientWidth - 168) / (columns * 0.602));
        });
        return {
            title: section.querySelector("h1, h2")?.textContent ?? "",
            overflow: section.scrollHeight > section.clientHeight || section.scrollWidth > section.clientWidth,
            beyond: [...new Set(beyond)],
            clipped: [...new Set(clipped)],
            images: [...section.querySelectorAll("img")].map((image) => ({ alt: image.alt, loaded: image.naturalWidth > 0, width: image.offsetWidth, height: image.offsetHeight })),
            note: notes[index]?.textContent.trim() ?? "",
            smallestCode: code.length ? Math.min(...code) : 99,
            shown: style.display,
        };
    });
});

if (slides.length < 40) faults.push(`only ${slides.length} slides were found`);
const titles = new Set();
slides.forEach((slide, index) => {
    const fault = (what) => faults.push(`slide ${index + 1} (${slide.title}): ${what}`);
    if (slide.overflow) fault("overflows");
    if (slide.beyond.length) fault(`reaches beyond its edge: ${slide.beyond.join(" ")}`);
    if (slide.clipped.length) fault(`cut off: ${slide.clipped.join(" ")}`);
    for (const image of slide.images) {
        if (!image.loaded) fault(`image not loaded: ${image.alt}`);
        if (image.width < 100 || image.height < 100) fault(`image too small: ${image.alt} ${image.width} x ${image.height}`);
        if (!image.alt) fault("an image has no description");
    }
    if (!/^\d+ min\. /.test(slide.note)) fault("has no notes that begin with its minutes");
    if (slide.note.includes("speaker_note")) fault("has raw notes");
    if (slide.smallestCode < 16) fault(`code of ${slide.smallestCode.toFixed(1)} px is too small to read`);
    if (!slide.title) fault("has no title");
    if (titles.has(slide.title)) fault("has the title of another slide");
    titles.add(slide.title);
});

// Words of a drawing that reach beyond its edge are cut off without a sound.
const drawings = [...html.matchAll(/data:image\/svg\+xml;base64,([^"']+)/g)].map((match) => Buffer.from(match[1], "base64").toString())
    .filter((drawing) => drawing.includes("<title>"));
const canvas = await browser.newPage();
for (const drawing of new Set(drawings)) {
    await canvas.setContent(drawing);
    faults.push(...await canvas.evaluate(() => {
        const svg = document.querySelector("svg"), view = svg.viewBox.baseVal, frame = svg.getBoundingClientRect();
        const name = svg.querySelector("title").textContent;
        return [...svg.querySelectorAll("text")].filter((text) => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left || box.right > frame.left + view.width || box.top < frame.top || box.bottom > frame.top + view.height;
        }).map((text) => `drawing (${name}): cut off: ${text.textContent}`);
    }));
}

if (process.argv.includes("--shots")) {
    await page.addStyleTag({ content: ".bespoke-marp-osc { display: none !important }" });
    const shots = join(folder, "shots");
    rmSync(shots, { recursive: true, force: true });
    mkdirSync(shots, { recursive: true });
    for (let number = 1; number <= slides.length; number++) {
        await page.evaluate((to) => (location.hash = `#${to}`), number);
        await page.waitForTimeout(60);
        await page.screenshot({ path: join(shots, `${String(number).padStart(2, "0")}.png`) });
    }
}
await browser.close();
for (const fault of faults) console.log(fault);
if (faults.length) process.exit(1);
const images = slides.reduce((sum, slide) => sum + slide.images.length, 0);
console.log(`${slides.length} slides and ${images} images are right; smallest code ${Math.min(...slides.map((slide) => slide.smallestCode)).toFixed(1)} px`);
