// The kept results that the drawings show, from docs/performance/. Of the folders that hold all four exercises on a GPU
// it is h100 if it is there, else the last by name; of a CPU's, which may lack an exercise, the last that has matmul.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const kept = process.env.WORKSHOP_PERFORMANCE ?? join(here, "../docs/performance");
const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined);

function folder(name) {
    const of = (file) => read(join(kept, name, `${file}.json`));
    const exercises = Object.fromEntries(["vector_add", "image_filters", "conv2d", "matmul"]
        .map((exercise) => [exercise, of(exercise)]).filter(([, results]) => results));
    return { name, exercises, others: of("others") ?? {}, ...exercises.matmul };
}

const folders = readdirSync(kept).sort().map(folder).filter((each) => each.device);
const gpus = folders.filter((each) => each.device.type === "GPU" && Object.keys(each.exercises).length === 4);

export const gpu = gpus.find((each) => each.name === "h100") ?? gpus.at(-1);
export const cpu = folders.findLast((each) => each.device.type === "CPU");

const fits = (size, wanted) => Object.entries(wanted).every(([key, value]) => size[key] === value);

// The results of an exercise at one size, by contestant; "solution" is ours.
export function results(device, exercise, size, kernel = exercise) {
    return Object.fromEntries(device.exercises[exercise].results
        .filter((each) => each.kernel === kernel && fits(each.size, size) && each.median_ms && each.verified !== false)
        .map((each) => [each.contestant.replace(/^solutions\/.*/, "solution"), each]));
}

// Rungs of a ladder whose inputs and sums are float, and that were written for this kind of device.
export function rungs(device, exercise, size) {
    const special = (name) => /^\/\/ (format|needs):/m.test(readFileSync(join(here, "../kernels", exercise, `${name}.cl`), "utf8"));
    return Object.values(results(device, exercise, size))
        .filter(({ contestant: name }) => /^\d\d_/.test(name) && !special(name))
        .filter(({ contestant: name }) => device.device.type === "CPU" || !name.includes("cpu"));
}

// What others.json tells of a library: a figure at a size.
export function library(device, exercise, pattern, size) {
    const row = Object.entries(device.others[exercise] ?? {}).find(([name]) => pattern.test(name));
    return row?.[1][size];
}
