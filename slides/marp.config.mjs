import engine from "./engine.mjs";

export default {
    engine,
    themeSet: "theme.css",
    html: false,
    options: { emoji: { shortcode: false, unicode: false }, math: false, minifyCSS: true },
};
