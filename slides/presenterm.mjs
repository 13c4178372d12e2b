// What keeps a talk from being shown by presenterm, of any version from 0.11 on: node slides/presenterm.mjs FILE.md...
// The rules are those of its documentation (front matter, comment commands, speaker notes, images) and of the elements
// that its parser takes. Exit status: 0; 1 with a line for each fault.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import markdownIt from "markdown-it";

const BLOCKS = /^(heading|paragraph|(bullet|ordered)_list|list_item|table|thead|tbody|tr|th|td|blockquote)_(open|close)$|^(fence|hr|inline|html_block)$/;
const INLINES = /^(text|code_inline|softbreak|hardbreak|image)$|^(strong|em|s|link)_(open|close)$/;
const FRONT_MATTER = /^---\n(?:(?:title|author): .+\n)+options:\n {2}end_slide_shorthand: true\n---\n$/;
const NOTE = /^\nspeaker_note: \|\n(?: {2}.*\n|\n)+$/;
const COMMAND = /^ (pause|end_slide|new_line|jump_to_middle|no_footer|skip_slide|new_lines: \d+|font_size: [1-7]|incremental_lists: (true|false)) $/;

// Versions before the newest take every comment of one line for a command.
export const withoutMarks = (talk) => talk.replace(/^<!-- \/\/ .*-->\n/gm, "");

function faultsOfComment(html) {
    const comment = html.trim().match(/^<!--([\s\S]*)-->$/)?.[1];
    if (comment === undefined) return ["HTML"];
    if (comment.includes("-->")) return ["something follows a comment in its line"];
    return NOTE.test(comment) || COMMAND.test(comment) ? [] : ["a comment that is neither a command nor a note"];
}

function faultsOfInlines(children, inParagraph, folder) {
    return children.flatMap((token) => {
        if (!INLINES.test(token.type)) return [`${token.type.replace("_", " ")}: ${token.content}`];
        if (token.type !== "image") return [];
        const path = token.attrGet("src");
        return [!inParagraph && "an image inside of a list, a table or a title", /^[a-z]+:/.test(path) && "an image of the network",
            !/^[a-z]+:/.test(path) && !existsSync(join(folder, path)) && `no such image: ${path}`].filter(Boolean);
    });
}

export function faultsOf(talk, folder) {
    const front = talk.match(/^---\n[\s\S]*?\n---\n/)?.[0] ?? "";
    const found = FRONT_MATTER.test(front) ? [] : ["1: front matter that presenterm does not know"];
    const first = front.split("\n").length;
    const around = []; // the open blocks
    for (const token of markdownIt({ html: true }).parse(talk.slice(front.length), {})) {
        const faults = [];
        if (!BLOCKS.test(token.type)) faults.push(token.type.replace("_", " "));
        if (token.type === "heading_open" && /^[=-]/.test(token.markup)) faults.push("a line right below words makes a title of them");
        if (around.includes("list_item") && /^(fence|html_block|(table|heading|blockquote)_open)$/.test(token.type)) faults.push("more than words in a list");
        if (token.type === "html_block") faults.push(...faultsOfComment(token.content));
        if (token.type === "inline") faults.push(...faultsOfInlines(token.children, around.length === 1 && around[0] === "paragraph", folder));
        if (token.nesting === 1) around.push(token.type.replace("_open", ""));
        if (token.nesting === -1) around.pop();
        found.push(...faults.map((fault) => `${(token.map?.[0] ?? 0) + first}: ${fault}`));
    }
    return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    for (const file of process.argv.slice(2))
        for (const fault of faultsOf(withoutMarks(readFileSync(file, "utf8")), dirname(file))) {
            console.log(`${file}:${fault}`);
            process.exitCode = 1;
        }
}
