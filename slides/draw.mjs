// Draws slides/images/*.svg: node slides/draw.mjs [FOLDER]. Each drawing is 1200 units wide, so that a font
// size here is nearly the size in pixels on a slide of 1280 x 720. Measured figures come from docs/performance/.
import { writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cpu, gpu, library, results, rungs } from "./figures.mjs";

const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "images");
mkdirSync(folder, { recursive: true });

// --- the palette and the pencil ----------------------------------------------------------------

const INK = "#16213a"; // text and outlines
const SOFT = "#5b6780"; // captions
const LINE = "#b8c2d4"; // quiet outlines
const PALE = "#eef2f8"; // quiet fills
const BLUE = "#2f6fde";
const BLUE_PALE = "#dbe7fb";
const ORANGE = "#e0701a";
const ORANGE_PALE = "#fde6d3";
const GREEN = "#12907c";
const GREEN_PALE = "#d3f0ea";
const RED = "#c8324a";
const RED_PALE = "#fadde2";
const PURPLE = "#7a4fc4";
const PURPLE_PALE = "#e7defa";

const SANS = "'DejaVu Sans', 'Liberation Sans', Arial, sans-serif";
const MONO = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace";

const escape = (text) =>
    String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function text(x, y, words, { size = 24, fill = INK, anchor = "middle", weight = 400, mono = false } = {}) {
    return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"` +
        ` font-weight="${weight}" font-family="${mono ? MONO : SANS}" xml:space="preserve">${escape(words)}</text>`;
}
const left = (x, y, words, more = {}) => text(x, y, words, { anchor: "start", ...more });
const right = (x, y, words, more = {}) => text(x, y, words, { anchor: "end", ...more });
const code = (x, y, words, more = {}) => text(x, y, words, { mono: true, ...more });

function box(x, y, width, height, { fill = "white", stroke = INK, thick = 2, round = 6, dash = "" } = {}) {
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}"` +
        ` stroke="${stroke}" stroke-width="${thick}"${dash && ` stroke-dasharray="${dash}"`}/>`;
}

function line(x1, y1, x2, y2, { stroke = INK, thick = 2.5, dash = "", head = false } = {}) {
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${stroke}" stroke-width="${thick}"` +
        `${dash && ` stroke-dasharray="${dash}"`}${head ? ` marker-end="url(#head${stroke.slice(1)})"` : ""}/>`;
}
const arrow = (x1, y1, x2, y2, more = {}) => line(x1, y1, x2, y2, { head: true, ...more });

// A cell with a label in its middle.
function cell(x, y, width, height, label, { size = 22, ink = INK, mono = false, weight = 400, ...more } = {}) {
    return box(x, y, width, height, { round: 3, ...more }) +
        (label === "" ? "" : text(x + width / 2, y + height / 2 + size * 0.36, label, { size, fill: ink, mono, weight }));
}

const times = (count, make) => Array.from({ length: count }, (_, index) => make(index)).join("");

function draw(name, height, title, ...parts) {
    const heads = [INK, SOFT, BLUE, ORANGE, GREEN, RED, PURPLE].map((colour) =>
        `<marker id="head${colour.slice(1)}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6.5"` +
        ` markerHeight="6.5" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="${colour}"/></marker>`);
    writeFileSync(join(folder, `${name}.svg`),
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 ${height}" width="1200" height="${height}" role="img">\n` +
        `<title>${escape(title)}</title>\n<defs>${heads.join("")}</defs>\n${parts.flat(9).join("\n")}\n</svg>\n`);
}

// --- the day -----------------------------------------------------------------------------------

{
    const parts = [
        [20, "1 why and how", BLUE, [[20, "talk"]]],
        [40, "2 the first kernel", GREEN, [[10, "talk"], [20, "exercise 1"], [10, "debug"]]],
        [45, "3 two dimensions", ORANGE, [[13, "talk"], [30, "exercise 2"], [2, ""]]],
        [10, "break", SOFT, [[10, "pause"]]],
        [60, "4 convolution, matrix product", PURPLE, [[8, "talk"], [17, "exercise 3"], [11, "talk"], [21, "exercise 4"], [3, ""]]],
        [15, "5 speed", RED, [[15, "talk"]]],
    ];
    const pale = { [BLUE]: BLUE_PALE, [GREEN]: GREEN_PALE, [ORANGE]: ORANGE_PALE, [SOFT]: PALE, [PURPLE]: PURPLE_PALE, [RED]: RED_PALE };
    const scale = 1160 / 190;
    let x = 20, minute = 0;
    const out = [];
    const clock = (m) => `${Math.floor(m / 60)}:${String(m % 60).padStart(2, "0")}`;
    parts.forEach(([minutes, name, colour, pieces], index) => {
        const width = minutes * scale;
        out.push(box(x, 150, width, 110, { fill: colour, stroke: "white", round: 4 }));
        out.push(text(x + width / 2, 216, name.match(/^\d/) ? name[0] : "", { size: 44, fill: "white", weight: 700 }));
        let at = x;
        for (const [length, what] of pieces) {
            out.push(box(at, 268, length * scale, 70, { fill: what.startsWith("ex") ? colour : pale[colour], stroke: "white", round: 3 }));
            const small = length * scale < 60;
            out.push(text(at + length * scale / 2, 312, small ? "" : what.replace("exercise ", "ex "), { size: length > 10 ? 21 : 18, fill: what.startsWith("ex") ? "white" : INK }));
            at += length * scale;
        }
        out.push(text(x, 380, clock(minute), { size: 20, fill: SOFT, anchor: index ? "middle" : "start" }));
        const high = [0, 2, 5].includes(index) ? 60 : 118;
        const anchor = index === parts.length - 1 ? "end" : index === 0 ? "start" : "middle";
        const tx = index === parts.length - 1 ? x + width : index === 0 ? x : x + width / 2;
        if (index !== 3) out.push(text(tx, high === 60 ? 68 : 128, `${name.replace(/^\d /, "")}, ${minutes} min`, { size: 22, fill: colour, weight: 700, anchor }));
        if (high === 60) out.push(line(x + width / 2, 80, x + width / 2, 146, { stroke: LINE, thick: 2 }));
        x += width; minute += minutes;
    });
    out.push(text(1180, 380, clock(190), { size: 20, fill: SOFT, anchor: "end" }));
    draw("day", 400, "Five sessions and a break on a line of 3 hours and 10 minutes", out);
}

// --- session 1 ---------------------------------------------------------------------------------

draw("memory", 470, "Private, local, global and host memory: nearer is smaller and faster",
    [["private memory", "registers of one work-item", "some hundred bytes", "no waiting", GREEN, GREEN_PALE, 330],
     ["local memory", "shared by one work-group", "often 32 to 64 KiB", "tens of cycles", BLUE, BLUE_PALE, 520],
     ["global memory", "all work-items; where the buffers are", "gigabytes", "hundreds of cycles", ORANGE, ORANGE_PALE, 720],
     ["host memory", "the C program, across the bus", "gigabytes", "copied before and after", SOFT, PALE, 880]]
        .map(([name, who, size, speed, colour, fill, width], i) => [
            box(40, 15 + i * 112, width - 40, 96, { fill, stroke: colour, thick: 3 }),
            left(62, 57 + i * 112, name, { size: 28, weight: 700, fill: colour }),
            left(62, 91 + i * 112, i === 0 ? "one work-item" : who, { size: 21 }),
            left(width + 22, 55 + i * 112, size, { size: 23, weight: 700 }),
            left(width + 22, 87 + i * 112, speed, { size: 21, fill: SOFT })]),
    arrow(16, 455, 16, 18, { stroke: INK, thick: 4 }));

const model = (device) => device.device.name;
const round = (value, digits = 0) => value.toFixed(digits);

{
    const possible = Math.floor(12 * gpu.limits.gflops / gpu.limits.copy_gbs);
    draw("feed", 400, "In the time that 12 bytes take from memory, the device could compute many operations",
        left(40, 50, "one element of z = x + y", { size: 26, weight: 700 }),
        ["x[i]", "y[i]", "z[i]"].map((name, i) => cell(40 + i * 150, 75, 140, 70, name, { mono: true, size: 26, fill: i < 2 ? BLUE_PALE : ORANGE_PALE, stroke: i < 2 ? BLUE : ORANGE })),
        left(500, 120, "12 bytes moved for 1 addition", { size: 28 }),
        left(40, 212, `while those 12 bytes move, this device could compute ${possible} operations`, { size: 26, weight: 700 }),
        times(possible, (i) => `<circle cx="${52 + (i % 65) * 17}" cy="${244 + Math.floor(i / 65) * 20}" r="6.5" fill="${i ? "#c3d3ee" : ORANGE}"/>`),
        left(40, 346, "1 operation used", { size: 24, fill: ORANGE, weight: 700 }),
        left(280, 346, `${possible - 1} not: the kernel is memory-bound`, { size: 24, fill: SOFT }),
        left(40, 386, `${model(gpu)}, measured: copies ${round(gpu.limits.copy_gbs)} GB/s, multiplies and adds ${round(gpu.limits.gflops / 1000, 1)} TFLOP/s`, { size: 22, fill: SOFT }));
}

{
    const kernel = (x, y, name, colour, fill) => cell(x, y, 210, 70, name, { fill, stroke: colour, thick: 3, size: 23, mono: true });
    const out = [box(20, 200, 1160, 76, { fill: ORANGE_PALE, stroke: ORANGE, thick: 3 }),
        left(40, 247, "global memory", { size: 24, weight: 700, fill: ORANGE })];
    const put = (x, name, reads, writes) => {
        out.push(kernel(x, 66, name, BLUE, BLUE_PALE));
        for (let i = 0; i < reads; i++) out.push(arrow(x + 40 + i * 34, 198, x + 40 + i * 34, 140, { stroke: BLUE, thick: 4 }));
        for (let i = 0; i < writes; i++) out.push(arrow(x + 166, 138, x + 166, 196, { stroke: RED, thick: 4 }));
        out.push(text(x + 105, 48, `${(reads + writes) * 4} bytes`, { size: 23, fill: SOFT }));
    };
    put(310, "multiply", 2, 1); put(610, "add_constant", 1, 1); put(910, "square_root", 1, 1);
    out.push(kernel(560, 350, "fused", GREEN, GREEN_PALE));
    out.push(arrow(600, 278, 600, 346, { stroke: BLUE, thick: 4 }), arrow(634, 278, 634, 346, { stroke: BLUE, thick: 4 }),
        arrow(726, 348, 726, 280, { stroke: RED, thick: 4 }));
    out.push(left(800, 380, "12 bytes, one launch", { size: 26, weight: 700, fill: GREEN }));
    out.push(left(800, 414, "the rest stays in private memory", { size: 22, fill: SOFT }));
    out.push(left(40, 110, "28 bytes,", { size: 26, weight: 700, fill: BLUE }), left(40, 142, "three launches", { size: 26, weight: 700, fill: BLUE }));
    out.push(left(40, 380, "28 / 12 = 2.3", { size: 30, weight: 700 }), left(40, 414, "times less to move", { size: 22, fill: SOFT }));
    draw("fusion", 440, "Three kernels move 28 bytes for an element, one fused kernel 12", out);
}

{
    const column = (x, name, rows, colour, fill) => [text(x + 180, 40, name, { size: 30, weight: 700, fill: colour }),
        rows.map(([what, tint], i) => cell(x, 60 + i * 84, 360, 74, what, { size: 21, fill: tint ? fill : "white", stroke: colour }))];
    draw("stacks", 420, "OpenCL, CUDA and Triton: what you write, what compiles it, where it runs",
        column(20, "OpenCL", [["you write: one work-item, in C", 1], ["the driver compiles, at run time", 0], ["any vendor's GPU, FPGA, CPU", 1], ["library: CLBlast", 0]], BLUE, BLUE_PALE),
        column(420, "CUDA", [["you write: one thread, in C++", 1], ["nvcc compiles, beforehand", 0], ["NVIDIA GPUs", 1], ["library: cuBLAS", 0]], GREEN, GREEN_PALE),
        column(820, "Triton", [["you write: one tile, in Python", 1], ["Triton compiles, at the first call", 0], ["NVIDIA and AMD GPUs", 1], ["library: torch.matmul", 0]], PURPLE, PURPLE_PALE));
}

draw("host_device", 400, "The host copies, launches and reads back; the device runs the kernel many times at once",
    box(20, 20, 420, 360, { fill: PALE, stroke: SOFT, thick: 3 }), text(230, 66, "host: the C program", { size: 28, weight: 700 }),
    ["1  build the .cl file", "2  write x and y", "3  launch the NDRange", "4  read z"].map((step, i) => left(60, 128 + i * 70, step, { size: 26 })),
    box(700, 20, 480, 360, { fill: BLUE_PALE, stroke: BLUE, thick: 3 }), text(940, 66, "device: GPU or CPU", { size: 28, weight: 700, fill: BLUE }),
    times(4, (g) => box(730 + (g % 2) * 215, 90 + Math.floor(g / 2) * 92, 205, 82, { fill: "white", stroke: BLUE }) +
        times(16, (i) => `<rect x="${744 + (g % 2) * 215 + (i % 8) * 23}" y="${104 + Math.floor(g / 2) * 92 + Math.floor(i / 8) * 29}" width="18" height="22" rx="3" fill="${BLUE}"/>`)),
    cell(730, 290, 420, 68, "global memory: x, y, z", { fill: ORANGE_PALE, stroke: ORANGE, thick: 3, size: 25 }),
    arrow(440, 190, 698, 300, { stroke: ORANGE, thick: 4 }), arrow(440, 258, 698, 150, { stroke: BLUE, thick: 4 }),
    arrow(698, 345, 440, 330, { stroke: ORANGE, thick: 4 }));

draw("loop_to_edit", 260, "Edit the .cl file, save, run, read the verdict, again",
    [["edit one .cl file", GREEN, GREEN_PALE], ["./scripts/run run 1", BLUE, BLUE_PALE], ["read the verdict", ORANGE, ORANGE_PALE]].map(([name, colour, fill], i) => [
        cell(20 + i * 410, 60, 340, 100, name, { fill, stroke: colour, thick: 3, size: 27, mono: i === 1 }),
        i < 2 ? arrow(364 + i * 410, 110, 426 + i * 410, 110, { thick: 4 }) : ""]),
    `<path d="M1010 164 V230 H190 V168" fill="none" stroke="${INK}" stroke-width="4" marker-end="url(#head${INK.slice(1)})"/>`,
    text(600, 218, "one change at a time; no build, about a second", { size: 23, fill: SOFT }));

// --- session 2 ---------------------------------------------------------------------------------

const GROUP = [BLUE_PALE, GREEN_PALE, PURPLE_PALE], GROUP_INK = [BLUE, GREEN, PURPLE];
{
    const w = 76, x0 = 262;
    const row = (y, label, value) => right(x0 - 16, y + 36, label, { mono: true, size: 22 }) +
        times(12, (i) => cell(x0 + i * w, y, w, 54, value(i), { fill: GROUP[Math.floor(i / 4)], stroke: "white", size: 26 }));
    draw("ndrange", 430, "Twelve work-items in three work-groups of four, their ids, and the ten elements that they belong to",
        times(3, (g) => box(x0 + g * 4 * w + 3, 8, 4 * w - 6, 46, { fill: GROUP_INK[g], stroke: "white" }) +
            text(x0 + (g * 4 + 2) * w, 40, `work-group ${g}`, { fill: "white", size: 23, weight: 700 })),
        row(66, "get_group_id(0)", (i) => Math.floor(i / 4)), row(130, "get_local_id(0)", (i) => i % 4), row(194, "get_global_id(0)", (i) => i),
        times(12, (i) => i < 10 ? arrow(x0 + (i + 0.5) * w, 256, x0 + (i + 0.5) * w, 318, { stroke: SOFT, thick: 3 })
            : text(x0 + (i + 0.5) * w, 302, "✕", { fill: RED, size: 34, weight: 700 })),
        right(x0 - 16, 358, "z, n = 10", { mono: true, size: 22 }),
        times(10, (i) => cell(x0 + i * w, 322, w, 54, `z[${i}]`, { fill: ORANGE_PALE, stroke: ORANGE, size: 20, mono: true })),
        text(x0 + 5 * w, 418, "global id = group id x local size + local id", { size: 24, weight: 700 }));
}

draw("loop", 420, "A loop in C takes one step after the other; in OpenCL each step is a work-item",
    left(20, 40, "C: one processor, one step after the other", { size: 26, weight: 700 }),
    times(8, (i) => cell(20 + i * 146, 62, 116, 66, `i = ${i}`, { fill: PALE, stroke: SOFT, size: 25, mono: true }) + (i < 7 ? arrow(138 + i * 146, 95, 164 + i * 146, 95, { stroke: SOFT }) : "")),
    left(20, 205, "OpenCL: the body of the loop is the kernel, each step a work-item", { size: 26, weight: 700 }),
    times(8, (i) => cell(20 + i * 146, 228, 116, 66, `id ${i}`, { fill: BLUE_PALE, stroke: BLUE, size: 25, mono: true }) + arrow(78 + i * 146, 298, 78 + i * 146, 338, { stroke: BLUE }) +
        cell(20 + i * 146, 342, 116, 56, `z[${i}]`, { fill: ORANGE_PALE, stroke: ORANGE, size: 23, mono: true })));

{
    const groups = [["0 ... 255", 0], ["256 ... 511", 1], ["512 ... 767", 2]];
    draw("guard", 430, "1000 elements take four work-groups of 256: 24 work-items have no element",
        groups.map(([label, g]) => cell(20 + g * 262, 70, 254, 90, label, { fill: BLUE_PALE, stroke: BLUE, thick: 3, size: 25 }) + text(147 + g * 262, 48, `group ${g}`, { size: 23, fill: SOFT })),
        text(980, 48, "group 3", { size: 23, fill: SOFT }),
        cell(806, 70, 250, 90, "768 ... 999", { fill: BLUE_PALE, stroke: BLUE, thick: 3, size: 25 }),
        cell(1056, 70, 124, 90, "1000 ...", { fill: RED_PALE, stroke: RED, thick: 3, size: 23, ink: RED }),
        left(20, 216, "global memory", { size: 23, fill: ORANGE, weight: 700 }),
        box(20, 232, 1036, 74, { fill: ORANGE_PALE, stroke: ORANGE, thick: 3 }), text(538, 279, "z: 1000 floats", { size: 26 }),
        box(1056, 232, 124, 74, { fill: "white", stroke: RED, thick: 3, dash: "8 6" }), text(1118, 277, "not z", { size: 24, fill: RED }),
        arrow(1118, 162, 1118, 228, { stroke: RED, thick: 5 }),
        left(20, 366, "4 x 256 = 1024 work-items, 1000 elements:", { size: 26 }),
        left(20, 408, "24 work-items must leave before they touch memory", { size: 26, weight: 700, fill: RED }));
}

draw("load_compute_store", 260, "Where am I, guard, load, compute, store",
    [["where am I?", "get_global_id(0)", BLUE, BLUE_PALE], ["guard", "i >= n: return", RED, RED_PALE], ["load", "global to private", ORANGE, ORANGE_PALE],
     ["compute", "private", GREEN, GREEN_PALE], ["store", "private to global", ORANGE, ORANGE_PALE]].map(([name, what, colour, fill], i) => [
        box(10 + i * 240, 50, 206, 140, { fill, stroke: colour, thick: 3 }), text(113 + i * 240, 108, name, { size: 28, weight: 700, fill: colour }),
        text(113 + i * 240, 152, what, { size: 19, mono: i < 2 }), i < 4 ? arrow(218 + i * 240, 120, 246 + i * 240, 120, { thick: 4 }) : ""]));

draw("debugging", 380, "Smallest failing case, its first wrong index, one explanation, one change, run again",
    [["smallest case", "that fails", "which n?", BLUE, BLUE_PALE], ["first wrong", "index", "which work-item?", ORANGE, ORANGE_PALE],
     ["one", "explanation", "say it aloud", PURPLE, PURPLE_PALE], ["one", "change", "then run again", GREEN, GREEN_PALE]].map(([a, b, c, colour, fill], i) => [
        box(20 + i * 300, 40, 250, 190, { fill, stroke: colour, thick: 3 }), text(145 + i * 300, 100, a, { size: 29, weight: 700, fill: colour }),
        text(145 + i * 300, 138, b, { size: 29, weight: 700, fill: colour }), text(145 + i * 300, 196, c, { size: 23 }),
        i < 3 ? arrow(274 + i * 300, 135, 316 + i * 300, 135, { thick: 4 }) : ""]),
    `<path d="M1045 234 V310 H145 V238" fill="none" stroke="${INK}" stroke-width="4" marker-end="url(#head${INK.slice(1)})"/>`,
    text(595, 350, "still rejected, but with another code or in another case: that is progress", { size: 24, fill: SOFT }));

// --- session 3 ---------------------------------------------------------------------------------

{
    const s = 62, x0 = 300, y0 = 66;
    draw("ndrange_2d", 420, "An image of 3 rows and 5 columns under work-groups of 4 x 2 work-items",
        arrow(x0, 30, x0 + 8 * s, 30, { thick: 4, stroke: BLUE }), left(x0 + 8 * s + 16, 38, "dimension 0: columns", { size: 25, weight: 700, fill: BLUE }),
        arrow(x0 - 70, y0, x0 - 70, y0 + 4 * s, { thick: 4, stroke: GREEN }), right(x0 - 90, y0 + 100, "dimension 1:", { size: 25, weight: 700, fill: GREEN }), right(x0 - 90, y0 + 134, "rows", { size: 25, weight: 700, fill: GREEN }),
        times(4, (r) => text(x0 - 32, y0 + r * s + 40, r, { size: 24, fill: SOFT }) + times(8, (c) => cell(x0 + c * s, y0 + r * s, s - 3, s - 3, r < 3 && c < 5 ? "" : "✕",
            { fill: r < 3 && c < 5 ? GREEN_PALE : RED_PALE, stroke: "white", ink: RED, size: 24 }))),
        times(4, (g) => box(x0 + (g % 2) * 4 * s - 2, y0 + Math.floor(g / 2) * 2 * s - 2, 4 * s, 2 * s, { fill: "none", thick: 4, round: 4 })),
        times(8, (c) => text(x0 + c * s + 30, y0 + 4 * s + 32, c, { size: 22, fill: SOFT })),
        left(x0 + 8 * s + 40, 140, "32 work-items,", { size: 27 }), left(x0 + 8 * s + 40, 178, "15 pixels,", { size: 27 }),
        left(x0 + 8 * s + 40, 216, "4 work-groups", { size: 27 }),
        left(x0 + 8 * s + 40, 272, "two edges to check:", { size: 27, weight: 700, fill: RED }),
        code(x0, 400, "if (column >= width || row >= height) return;", { anchor: "start", size: 25 }));
}

{
    const s = 64, x0 = 60, w = 76;
    const tint = [BLUE_PALE, GREEN_PALE, PURPLE_PALE], dark = [BLUE, GREEN, PURPLE];
    const hit = (r, c) => r === 1 && c === 2;
    draw("row_major", 430, "Row after row in memory: row 1, column 2 of an image of width 5 is float number 7",
        times(3, (r) => text(x0 - 26, 50 + r * s + 38, r, { size: 24, fill: SOFT }) + times(5, (c) => cell(x0 + c * s, 50 + r * s, s, s, r * 5 + c,
            { fill: hit(r, c) ? ORANGE : tint[r], ink: hit(r, c) ? "white" : INK, stroke: dark[r], size: 24, weight: hit(r, c) ? 700 : 400 }))),
        times(5, (c) => text(x0 + c * s + 32, 36, c, { size: 22, fill: SOFT })),
        left(450, 100, "one step to the right:   1 float further", { size: 27 }), left(450, 146, "one step down:   width floats further", { size: 27 }),
        code(450, 214, "offset = row * width + column", { size: 29, anchor: "start", weight: 700 }),
        code(450, 256, "     7 =   1 *     5 +      2", { size: 29, anchor: "start", fill: ORANGE }),
        left(20, 300, "memory", { size: 24, weight: 700, fill: SOFT }),
        times(15, (i) => cell(20 + i * w, 316, w, 62, i, { fill: i === 7 ? ORANGE : tint[Math.floor(i / 5)], ink: i === 7 ? "white" : INK, stroke: dark[Math.floor(i / 5)], size: 24, weight: i === 7 ? 700 : 400 })),
        times(3, (r) => text(20 + (r * 5 + 2.5) * w, 412, `row ${r}`, { size: 23, fill: dark[r] })));
}

{
    const names = ["red", "green", "blue"], tint = [RED_PALE, GREEN_PALE, BLUE_PALE], dark = [RED, GREEN, BLUE];
    const w = 76;
    draw("planar", 420, "Planar storage: all red, then all green, then all blue; interleaved storage mixes them",
        left(20, 40, "planar: what the kernels of this workshop get", { size: 26, weight: 700 }),
        times(15, (i) => { const p = Math.floor(i / 5); return cell(20 + i * w, 92, w, 70, i % 5, { fill: tint[p], stroke: dark[p], size: 24 }); }),
        names.map((name, p) => text(20 + (p * 5 + 2.5) * w, 82, name, { size: 24, fill: dark[p], weight: 700 })),
        arrow(58, 172, 58 + 5 * w, 172, { stroke: INK }), left(90, 204, "one plane: height x width", { size: 22 }),
        arrow(58 + 5 * w, 172, 58 + 10 * w, 172, { stroke: INK }),
        left(20, 262, "interleaved: as photographs lie in files", { size: 26, weight: 700, fill: SOFT }),
        times(15, (i) => cell(20 + i * w, 284, w, 70, Math.floor(i / 3), { fill: tint[i % 3], stroke: dark[i % 3], size: 24 })),
        left(20, 402, "planar: work-items side by side read floats side by side", { size: 24 }));
}

{
    const bar = (x, label, value, limit) => [box(x, 300 - value * 150, 130, value * 150, { fill: limit ? GREEN_PALE : ORANGE_PALE, stroke: limit ? GREEN : ORANGE, thick: 3, round: 2 }),
        text(x + 65, (value < 1 ? 334 : 290) - value * 150, value.toFixed(3).replace(/0+$/, "").replace(/\.$/, ""), { size: 26, weight: 700 }), text(x + 65, 338, label, { size: 24 })];
    draw("clamp", 370, "The sepia weights of a white pixel add up to 1.351, 1.203 and 0.937; a colour ends at 1",
        line(60, 300, 1140, 300, { stroke: SOFT }), line(60, 150, 1140, 150, { stroke: RED, dash: "12 8", thick: 3 }),
        text(615, 138, "1: white", { size: 24, fill: RED, weight: 700 }),
        bar(90, "red", 1.351), bar(250, "green", 1.203), bar(410, "blue", 0.937),
        arrow(560, 230, 660, 230, { thick: 4 }), code(610, 210, "fmin", { size: 24 }),
        bar(690, "red", 1, 1), bar(850, "green", 1, 1), bar(1010, "blue", 0.937, 1));
}

// --- session 4 ---------------------------------------------------------------------------------

{
    const s = 54, x0 = 60, y0 = 40;
    draw("window", 430, "A 3 x 3 window slides over the image; outside of it pixels count as 0",
        times(6, (r) => times(7, (c) => {
            const inside = r >= 1 && r <= 4 && c >= 1 && c <= 5;
            return cell(x0 + c * s, y0 + r * s, s - 2, s - 2, inside ? "" : "0", { fill: inside ? BLUE_PALE : PALE, stroke: "white", ink: SOFT, size: 23 });
        })),
        box(x0 + 2 * s - 2, y0 - 2, 3 * s + 2, 3 * s + 2, { fill: "none", stroke: ORANGE, thick: 6 }),
        cell(x0 + 3 * s, y0 + s, s - 2, s - 2, "", { fill: ORANGE, stroke: "white" }),
        arrow(x0 + 5 * s + 8, y0 + 1.5 * s, x0 + 6.4 * s, y0 + 1.5 * s, { stroke: ORANGE, thick: 5 }),
        text(x0 + 3.5 * s, 402, "input, with zeros around it", { size: 23 }),
        text(500, 220, "x", { size: 44 }),
        times(9, (i) => cell(560 + (i % 3) * 74, 96 + Math.floor(i / 3) * 74, 72, 72, [-1, 0, 1, -2, 0, 2, -1, 0, 1][i], { fill: GREEN_PALE, stroke: GREEN, size: 28 })),
        text(671, 360, "weights: Sobel", { size: 23 }),
        text(828, 220, "=", { size: 44 }),
        times(20, (i) => cell(880 + (i % 5) * s, 96 + Math.floor(i / 5) * s, s - 2, s - 2, "", { fill: i === 2 ? ORANGE : ORANGE_PALE, stroke: "white" })),
        text(1015, 360, "output: one pixel each", { size: 23 }));
}

{
    const plane = (i, colour, fill) => `<g transform="translate(${80 + i * 120}, ${40 + i * 56})">` + box(0, 0, 330, 190, { fill, stroke: colour, thick: 3 }) +
        times(3, (c) => line(82 + c * 82, 0, 82 + c * 82, 190, { stroke: colour, thick: 1.5 })) + times(2, (r) => line(0, 63 + r * 63, 330, 63 + r * 63, { stroke: colour, thick: 1.5 })) + "</g>";
    draw("ndrange_3d", 400, "Dimension 0 runs along the columns, 1 along the rows, 2 along the channels",
        plane(0, RED, RED_PALE), plane(1, GREEN, GREEN_PALE), plane(2, BLUE, BLUE_PALE),
        arrow(80, 22, 410, 22, { stroke: INK, thick: 4 }), left(425, 32, "0: columns", { size: 25, weight: 700 }),
        arrow(58, 40, 58, 230, { stroke: INK, thick: 4 }), text(58, 262, "1: rows", { size: 25, weight: 700 }),
        arrow(120, 300, 285, 380, { stroke: INK, thick: 4 }), right(180, 372, "2: channels", { size: 25, weight: 700 }),
        code(720, 120, "get_global_id(0)", { anchor: "start", size: 26 }), code(720, 180, "get_global_id(1)", { anchor: "start", size: 26 }), code(720, 240, "get_global_id(2)", { anchor: "start", size: 26 }),
        left(1000, 120, "column", { size: 26 }), left(1000, 180, "row", { size: 26 }), left(1000, 240, "channel", { size: 26 }),
        left(720, 330, "each channel is filtered for itself", { size: 24, fill: SOFT }));
}

{
    const s = 50, x0 = 90, rows = 4, size = 3;
    const square = (x, row, colour) => box(x - 3, 21 + row * s, size * s + 4, size * s + 4, { fill: "none", stroke: colour, thick: 5 });
    const colours = [ORANGE, BLUE, GREEN, PURPLE];
    draw("overlap", 400, "The squares of four pixels below each other cover six rows of input together, not twelve",
        times((rows + size - 1) * size, (i) => cell(x0 + (i % size) * s, 24 + Math.floor(i / size) * s, s - 2, s - 2, "", { fill: BLUE_PALE, stroke: "white" })),
        colours.map((colour, row) => [square(x0, row, colour), cell(x0 + s, 24 + (row + 1) * s, s - 2, s - 2, "", { fill: colour, stroke: "white" })]),
        text(x0 + 1.5 * s, 370, "four pixels, one work-item", { size: 23 }),
        colours.map((colour, row) => [times(size, (i) => cell(430 + row * 96, 24 + (row + i) * s, 80, s - 2, `row ${i}`, { fill: "white", stroke: colour, size: 19, ink: colour })),
            text(470 + row * 96, 370, `sum ${row}`, { size: 23, fill: colour, weight: 700 })]),
        left(860, 90, "12 rows, if each pixel", { size: 25 }), left(860, 124, "reads its own square", { size: 25 }),
        left(860, 200, "6 rows, if each is", { size: 25, weight: 700, fill: GREEN }), left(860, 234, "read once, and added", { size: 25, weight: 700, fill: GREEN }),
        left(860, 268, "to all sums that need it", { size: 25, weight: 700, fill: GREEN }));
}

{
    const s = 40;
    const grid = (x, y, rows, cols, paint) => times(rows * cols, (i) => box(x + (i % cols) * s, y + Math.floor(i / cols) * s, s - 2, s - 2, { fill: paint(Math.floor(i / cols), i % cols), stroke: "white", round: 2 }));
    draw("matmul_naive", 420, "An element of c is a row of a times a column of b",
        text(180, 30, "a: m x k", { size: 25 }), grid(60, 50, 6, 6, (r) => (r === 2 ? BLUE : BLUE_PALE)),
        text(350, 178, "x", { size: 40 }), text(520, 30, "b: k x n", { size: 25 }), grid(400, 50, 6, 6, (_, c) => (c === 4 ? GREEN : GREEN_PALE)),
        text(690, 178, "=", { size: 40 }), text(860, 30, "c: m x n", { size: 25 }), grid(740, 50, 6, 6, (r, c) => (r === 2 && c === 4 ? ORANGE : ORANGE_PALE)),
        left(60, 350, "one work-item reads k + k floats for k multiplications", { size: 26, weight: 700 }),
        left(60, 396, "its neighbour reads the same row of a again, and so does the next", { size: 26, fill: RED }));
}

{
    const T = 96;
    draw("tiles", 470, "A work-group makes one square of c from pairs of squares of a and b",
        [0, 1, 2].map((i) => cell(60 + i * T, 210, T, T, `a ${i}`, { fill: BLUE_PALE, stroke: BLUE, thick: 3, size: 25 })),
        box(60, 114, 3 * T, 3 * T, { fill: "none", stroke: LINE }), text(60 + 1.5 * T, 440, "a: m x k", { size: 23, fill: SOFT }),
        arrow(70, 330, 338, 330, { stroke: BLUE, thick: 4 }),
        box(430, 114, 3 * T, 3 * T, { fill: "none", stroke: LINE }),
        [0, 1, 2].map((i) => cell(430 + T, 114 + i * T, T, T, `b ${i}`, { fill: GREEN_PALE, stroke: GREEN, thick: 3, size: 25 })),
        text(430 + 1.5 * T, 440, "b: k x n", { size: 23, fill: SOFT }), arrow(430 + 2.25 * T, 124, 430 + 2.25 * T, 394, { stroke: GREEN, thick: 4 }),
        text(388, 268, "x", { size: 36 }), text(762, 268, "=", { size: 36 }),
        box(800, 114, 3 * T, 3 * T, { fill: "none", stroke: LINE }), cell(800 + T, 210, T, T, "C", { fill: ORANGE, ink: "white", stroke: ORANGE, thick: 3, size: 34, weight: 700 }),
        text(800 + 1.5 * T, 440, "c: m x n", { size: 23, fill: SOFT }),
        code(600, 60, "C = a0 x b0 + a1 x b1 + a2 x b2", { size: 30, weight: 700 }));
}

{
    const s = 60;
    const tile = (x, paint) => times(16, (i) => cell(x + (i % 4) * s, 70 + Math.floor(i / 4) * s, s - 2, s - 2, "", { fill: paint(Math.floor(i / 4), i % 4), stroke: "white" }));
    draw("tile_step", 400, "The work-item with local row 1 and local column 2 reads row 1 of a's square and column 2 of b's",
        text(180, 46, "a_tile", { mono: true, size: 26, weight: 700, fill: BLUE }), tile(60, (r, c) => (r === 1 ? (c === 2 ? ORANGE : BLUE) : BLUE_PALE)),
        text(500, 46, "b_tile", { mono: true, size: 26, weight: 700, fill: GREEN }), tile(380, (r, c) => (c === 2 ? (r === 1 ? ORANGE : GREEN) : GREEN_PALE)),
        left(690, 110, "local row 1, local column 2", { size: 24, weight: 700 }),
        cell(690, 140, 34, 34, "", { fill: ORANGE, stroke: "white" }), left(740, 166, "fetched by itself: 2 floats", { size: 24 }),
        cell(690, 190, 34, 34, "", { fill: BLUE, stroke: "white" }), left(740, 216, "read: its row of a_tile", { size: 24 }),
        cell(690, 240, 34, 34, "", { fill: GREEN, stroke: "white" }), left(740, 266, "read: its column of b_tile", { size: 24 }),
        left(60, 376, "each number is fetched once, and serves a whole row or column", { size: 26, weight: 700 }));
}

{
    const lane = (y, name, a, b) => [left(10, y + 34, name, { size: 22 }), cell(170, y, a, 50, "fetch", { fill: BLUE_PALE, stroke: BLUE, size: 21 }),
        170 + a < 426 ? line(172 + a, y + 25, 430, y + 25, { stroke: LINE, dash: "4 6", thick: 3 }) : "",
        cell(444, y, b, 50, "multiply", { fill: GREEN_PALE, stroke: GREEN, size: 21 }),
        444 + b < 776 ? line(446 + b, y + 25, 780, y + 25, { stroke: LINE, dash: "4 6", thick: 3 }) : "", cell(794, y, a * 0.9, 50, "fetch", { fill: BLUE_PALE, stroke: BLUE, size: 21 })];
    draw("barriers", 430, "Between fetching and multiplying, and between multiplying and fetching, all wait for all",
        lane(60, "work-item 0", 150, 310), lane(126, "work-item 1", 250, 220), lane(192, "work-item 2", 200, 330), lane(258, "work-item 3", 120, 260),
        [435, 785].map((x) => line(x, 40, x, 330, { stroke: RED, thick: 7 })),
        text(435, 28, "barrier", { size: 24, fill: RED, weight: 700 }), text(785, 28, "barrier", { size: 24, fill: RED, weight: 700 }),
        text(435, 366, "nobody reads before", { size: 22 }), text(435, 394, "everything is there", { size: 22 }),
        text(785, 366, "nobody overwrites before", { size: 22 }), text(785, 394, "everybody has read", { size: 22 }),
        arrow(1060, 400, 1180, 400, { stroke: SOFT }), right(1050, 408, "time", { size: 22, fill: SOFT }));
}

{
    const s = 62;
    draw("accumulators", 440, "Four by four sums in private memory: eight reads serve sixteen multiplications",
        times(4, (r) => cell(250, 120 + r * s, s - 3, s - 3, `a${r}`, { fill: BLUE_PALE, stroke: BLUE, size: 22 })),
        times(4, (c) => cell(340 + c * s, 40, s - 3, s - 3, `b${c}`, { fill: GREEN_PALE, stroke: GREEN, size: 22 })),
        times(16, (i) => cell(340 + (i % 4) * s, 120 + Math.floor(i / 4) * s, s - 3, s - 3, "+=", { fill: ORANGE_PALE, stroke: ORANGE, size: 21, mono: true })),
        right(230, 252, "4 floats of a", { size: 24, fill: BLUE }), left(608, 80, "4 floats of b", { size: 24, fill: GREEN }),
        left(640, 160, "one sum a work-item:", { size: 25 }), left(640, 196, "2 reads, 1 multiplication", { size: 28, weight: 700, fill: RED }),
        left(640, 266, "4 x 4 sums a work-item:", { size: 25 }), left(640, 302, "8 reads, 16 multiplications", { size: 28, weight: 700, fill: GREEN }),
        left(340, 412, "16 accumulators in private memory", { size: 24, fill: ORANGE, weight: 700 }));
}

{
    const cells = ["(0, 0)", "(0, 1)", "(0, 2)", "gap"];
    draw("leading_dimension", 300, "Rows of a matrix may start further apart than they are wide",
        times(3, (r) => times(8, (c) => cell(300 + c * 70, 40 + r * 62, 67, 58, c < 6 ? "" : "", { fill: c < 6 ? BLUE_PALE : PALE, stroke: c < 6 ? BLUE : LINE }))),
        arrow(300, 246, 716, 246, { stroke: BLUE, thick: 4 }), text(508, 280, "n", { size: 27, mono: true, fill: BLUE }),
        arrow(300, 22, 856, 22, { stroke: INK, thick: 4 }), left(872, 30, "ldc", { size: 27, mono: true }),
        left(880, 116, "the gap is", { size: 25, fill: RED }), left(880, 150, "not yours", { size: 25, fill: RED }), right(280, 136, "c: m rows", { size: 25 }));
}

// --- session 5 ---------------------------------------------------------------------------------

{
    // Axes are logarithms to base 10. Bytes are the fewest that can move; a kernel's flops are those of its formula.
    const X = (v) => 130 + (Math.log10(v) + 1.3) * 245, Y = (v) => 400 - (Math.log10(v) + 1.2) * 112;
    const copy = gpu.limits.copy_gbs / 1000, peak = gpu.limits.gflops / 1000, ridge = peak / copy;
    const dot = (intensity, { gbs }, label, colour, dx, dy, anchor = "start") => `<circle cx="${X(intensity)}" cy="${Y(gbs * intensity / 1000)}" r="10" fill="${colour}"/>` +
        text(X(intensity) + dx, Y(gbs * intensity / 1000) + dy, label, { size: 21, fill: colour, anchor, weight: 700 });
    const conv = results(gpu, "conv2d", { height: 8192, kernel_size: 3 });
    const product = rungs(gpu, "matmul", { m: 4096 }).reduce((best, each) => (each.gflops > best.gflops ? each : best));
    draw("roofline", 480, `Roofline of the ${model(gpu)}: memory is the limit at the left, arithmetic at the right`,
        line(130, 400, 1180, 400), line(130, 400, 130, 20),
        [0.1, 1, 10, 100].map((v) => [line(X(v), 400, X(v), 408), text(X(v), 436, v, { size: 21, fill: SOFT })]),
        [0.1, 1, 10, 100].map((v) => [line(122, Y(v), 130, Y(v)), right(114, Y(v) + 8, v, { size: 21, fill: SOFT })]),
        text(655, 470, "floating-point operations for a byte of global memory", { size: 22 }),
        left(140, 34, `TFLOP/s, ${model(gpu)}`, { size: 22 }),
        `<path d="M${X(0.05)} ${Y(0.05 * copy)} L${X(ridge)} ${Y(peak)} L1180 ${Y(peak)}" fill="none" stroke="${INK}" stroke-width="5"/>`,
        `<text x="0" y="0" transform="translate(${X(0.75)} ${Y(1.37 * copy)}) rotate(${-Math.atan(112 / 245) * 180 / Math.PI})" font-size="23" font-family="${SANS}" fill="${INK}" text-anchor="middle">memory: ${round(gpu.limits.copy_gbs)} GB/s</text>`,
        left(X(30), Y(peak) - 16, `arithmetic: ${round(peak, 1)} TFLOP/s`, { size: 23 }),
        line(X(ridge), Y(peak), X(ridge), 400, { stroke: LINE, dash: "6 6" }), text(X(ridge), 392, round(ridge, 1), { size: 21, fill: SOFT }),
        dot(1 / 12, results(gpu, "vector_add", { n: 2 ** 28 })["01_one_element"], "vector add, simplest", ORANGE, 22, 10),
        dot(15 / 24, results(gpu, "image_filters", { height: 8192 }, "sepia").solution, "sepia", GREEN, 20, 16),
        dot(17 / 8, conv["01_naive"], "3 x 3 convolution, simplest", PURPLE, 18, 22),
        dot(17 / 8, conv.solution, "the solution", PURPLE, 18, 12),
        dot(product.flops / product.bytes, product, "matrix product, 4096", BLUE, 14, 38, "end"));
}

{
    const w = 64, x0 = 150;
    const mem = (y, used) => times(16, (i) => cell(x0 + i * w, y, w, 46, "", { fill: used(i) ? ORANGE : ORANGE_PALE, stroke: "white", round: 2 }));
    const items = (y, colour, fill) => times(4, (i) => cell(x0 + 240 + i * 120, y, 100, 46, `id ${i}`, { fill, stroke: colour, size: 21 }));
    const fetch = (y, n) => times(n, (i) => box(x0 + i * 4 * w + 1, y - 5, 4 * w - 2, 56, { fill: "none", stroke: INK, thick: 3, round: 5 }));
    draw("coalesced", 440, "Neighbours that read neighbouring addresses share one transfer; strided reads need one each",
        left(10, 34, "coalesced: work-item i reads x[i]", { size: 26, weight: 700, fill: GREEN }), items(52, GREEN, GREEN_PALE),
        times(4, (i) => arrow(x0 + 290 + i * 120, 100, x0 + (i + 0.5) * w, 140, { stroke: GREEN })), mem(146, (i) => i < 4), fetch(146, 1),
        right(1190, 34, "1 transfer, all used", { size: 24, fill: GREEN }),
        left(10, 258, "strided: work-item i reads x[4 * i]", { size: 26, weight: 700, fill: RED }), items(276, RED, RED_PALE),
        times(4, (i) => arrow(x0 + 290 + i * 120, 324, x0 + (i * 4 + 0.5) * w, 364, { stroke: RED })), mem(370, (i) => i % 4 === 0), fetch(370, 4),
        right(1190, 258, "4 transfers, a quarter used", { size: 24, fill: RED }));
}

{
    const s = 30;
    const grid = (x, paint) => times(81, (i) => box(x + (i % 9) * s, 90 + Math.floor(i / 9) * s, s - 2, s - 2, { fill: paint(Math.floor(i / 9), i % 9), stroke: "white", round: 2 }));
    const set = (x, name, colour, a, b, c, total) => [text(x + 280, 40, name, { size: 27, weight: 700, fill: colour }),
        grid(x, a), grid(x + 290, b), text(x + 135, 78, "c: nine groups", { size: 21, fill: SOFT }), text(x + 425, 78, "tiles of b", { size: 21, fill: SOFT }),
        text(x + 280, 404, total, { size: 25, weight: 700, fill: colour })];
    draw("grouped", 430, "Nine work-groups in a row need 90 tiles, in a square of three by three 54",
        set(8, "row by row", RED, (r) => (r === 0 ? ORANGE : ORANGE_PALE), () => GREEN, 0, "9 tiles of a + 81 of b = 90"),
        set(622, "grouped: three by three", GREEN, (r, c) => (r < 3 && c < 3 ? ORANGE : ORANGE_PALE), (r, c) => (c < 3 ? GREEN : GREEN_PALE), 0, "27 tiles of a + 27 of b = 54"));
}

// Bars that lie below each other, a value each. rows: [name, value, label, colour].
function bars(rows, { high, to }) {
    const most = Math.max(...rows.map(([, value]) => value)), step = (high - 40) / rows.length;
    return [rows.map(([name, value, label, colour], i) => {
        const width = Math.max(2, value / most * 620);
        return [right(370, 8 + (i + 0.68) * step, name, { size: Math.min(25, step * 0.66) }),
            box(390, 8 + i * step, width, step - 6, { fill: colour, stroke: "white", round: 3 }),
            left(402 + width, 8 + (i + 0.68) * step, label, { size: Math.min(25, step * 0.66), weight: 700 })];
    }), right(1190, high - 8, to, { size: 21, fill: SOFT })];
}

const spelled = (rung) => rung.replace(/^0?(\d+)_/, "$1 ").replaceAll("_", " ");

{
    const solved = "exercise 4's solution";
    const row = (name, gflops, colour, digits = 1) => [name, gflops, round(gflops / 1000, digits), colour];
    const all = results(gpu, "matmul", { m: 4096, n: 4096 });
    const vendor = library(gpu, "matmul", /^cuBLAS.*float/, 4096);
    const rows = [...rungs(gpu, "matmul", { m: 4096, n: 4096 }).map((each) => row(spelled(each.contestant), each.gflops, BLUE)),
        row(solved, all.solution.gflops, ORANGE), row("CLBlast, untuned", all.clblast.gflops, SOFT),
        ...(vendor ? [row("cuBLAS", vendor, GREEN)] : []), row("limit of the card", gpu.limits.gflops, LINE)];
    draw("ladder", 480, `Single-precision matrix product of 4096 on the ${model(gpu)}`,
        bars(rows, { high: 480, to: `TFLOP/s, single precision, 4096 x 4096, ${model(gpu)}` }));

    const ours = results(cpu, "matmul", { m: 1024 });
    draw("ladder_cpu", 480, "Single-precision matrix product of 1024 on a CPU",
        bars([...rungs(cpu, "matmul", { m: 1024 }).map((each) => [spelled(each.contestant), each.gflops, round(each.gflops, each.gflops < 10 ? 1 : 0), /cpu/.test(each.contestant) ? GREEN : BLUE]),
            ...[[solved, ours.solution, ORANGE], ["CLBlast, untuned", ours.clblast, SOFT], ["OpenBLAS", ours.openblas, SOFT]]
                .filter(([, each]) => each).map(([name, each, colour]) => [name, each.gflops, round(each.gflops), colour])],
        { high: 480, to: "GFLOP/s, 1024 x 1024, two cores with AVX-512, PoCL" }));
}

{
    const conv = results(gpu, "conv2d", { height: 8192, kernel_size: 3 });
    const share = (name, each, colour) => [name, each.of_limit, `${round(each.of_limit * 100)} %`, colour];
    draw("conv_shares", 180, `3 x 3 convolution on the ${model(gpu)}, as a share of a copy`,
        bars([share("one output a work-item", conv["01_naive"], BLUE), share("this one", conv.solution, ORANGE), share("the rung for GPUs", conv["05_float4"], GREEN)],
            { high: 180, to: `3 x 3, as a share of a copy, ${model(gpu)}` }));
}
