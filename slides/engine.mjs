// Lets Marp read slides/workshop.md as presenterm does, and makes files that need nothing beside them.
import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const TYPES = { ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg" };
const OPENCL = /\b(__kernel|__global|__constant|__local|uint|size_t|barrier|CLK_LOCAL_MEM_FENCE|get_(?:global|local|group)_id|fmin|sqrt)\b/g;

const embedded = (path) =>
    `data:${TYPES[extname(path)]};base64,${readFileSync(join(here, path)).toString("base64")}`;

// "speaker_note: |" and its indentation go, the note stays.
const plainNote = (comment) =>
    comment.replace(/<!--\s*speaker_note:\s*\|?\s*([\s\S]*?)-->/, (_, note) => `<!--\n${note.replace(/^ +/gm, "")}-->`);

function prepare(source) {
    return source
        .replace(/^---\n/, "---\nmarp: true\ntheme: workshop\nsize: 16:9\npaginate: true\nlang: en\n")
        .replace(/^<!-- \/\/ .*-->\n/gm, "")
        .replace(/<!--\s*speaker_note:[\s\S]*?-->/g, plainNote);
}

export default ({ marp }) =>
    marp.use((markdown) => {
        markdown.core.ruler.before("normalize", "presenterm", (state) => {
            state.src = prepare(state.src);
        });
        markdown.core.ruler.push("embed_images", (state) => {
            for (const token of state.tokens.flatMap((block) => block.children ?? []))
                if (token.type === "image" && !/^[a-z]+:/.test(token.attrGet("src")))
                    token.attrSet("src", embedded(token.attrGet("src")));
        });
        const highlight = markdown.options.highlight;
        markdown.set({
            highlight: (code, language, ...rest) => {
                const html = highlight(code, language, ...rest);
                return language === "c"
                    ? html.replace(/(<[^>]*>)|([^<]+)/g, (_, tag, words) =>
                          tag ?? words.replace(OPENCL, '<span class="hljs-opencl">$1</span>'))
                    : html;
            },
        });
    });
