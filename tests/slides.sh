#!/usr/bin/env bash
# The talk. Usage: tests/slides.sh TEST. What needs Node, its packages or Chromium is skipped without them.
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

MODULES=${SLIDES_MODULES:-$root/slides/node_modules}

needs_node() {
    command -v node >/dev/null || skip "there is no node"
}

needs_modules() {
    needs_node
    [ -e "$MODULES/.bin/marp" ] || skip "slides/node_modules is not there: scripts/slides installs it"
}

needs_browser() {
    local path
    needs_modules
    for path in "${CHROME_PATH:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
        if [ -x "$path" ]; then
            export CHROME_PATH=$path
            return
        fi
    done
    skip "there is no Chromium"
}

build_html() { # FILE.md FOLDER
    (cd slides && run "$MODULES/.bin/marp" --config-file marp.config.mjs --no-stdin "$1" -o "$2/workshop.html" &&
        expect_status 0)
}

# --- boxes ------------------------------------------------------------------------------------------

test_boxes_are_what_the_files_and_the_program_say() {
    command -v oclgrind >/dev/null || skip "without Oclgrind a missing barrier is not found"
    run scripts/refresh --check
    expect_status 0
}

test_every_box_of_code_or_output_is_cut_or_run() {
    awk '/^```(c|text)$/ { if (before !~ /^<!-- \/\/ (cut|run): /) { print FNR ": " $0; bad = 1 } }
         { before = $0 } END { exit bad }' slides/workshop.md ||
        fail "slides/workshop.md: boxes without a mark"
}

test_drifted_boxes_are_named() {
    cat >"$folder/drifted.md" <<'END'
<!-- // cut: solutions/01_vector_add.cl TODO:3 bare -->
```c
z[i] = x[i] - y[i];
```

<!-- // run: ./scripts/run list ;; vector_add -->
```text
$ ./scripts/run list
  1  vector_addition
```
END
    run scripts/refresh --check "$folder/drifted.md"
    expect_status 1
    expect_error_with "drifted.md:1: has drifted"
    expect_error_with "drifted.md:6: has drifted"
}

test_timings_are_no_drift() {
    cat >"$folder/slow.md" <<'END'
<!-- // run: printf 'Device: this one\nyours 3.251 ms  20.6 GB/s  97 %% of a copy\nexpected -0.25123 Seed 17\n' -->
```text
$ printf 'Device: this one\nyours 3.251 ms  20.6 GB/s  97 %% of a \
      copy\nexpected -0.25123 Seed 17\n'
Device: another one
yours  125.900 ms  0.513 GB/s  2 % of a copy
expected 0.777777777 Seed 12345
```
END
    run scripts/refresh --check "$folder/slow.md"
    expect_status 0
}

test_marks_that_lead_nowhere_are_named() {
    cat >"$folder/lost.md" <<'END'
<!-- // cut: solutions/01_vector_add.cl no_such_function -->
```c
```

<!-- // cut: solutions/01_vector_add.cl vector_add -->
No box here.
END
    run scripts/refresh "$folder/lost.md"
    expect_status 1
    expect_error_with "lost.md:1: nothing there"
    expect_error_with "lost.md:5: no box below"
}

test_refresh_twice_changes_nothing_more() {
    cat >"$folder/empty.md" <<'END'
<!-- // cut: solutions/04_matmul.cl TODO:3-6 bare -->
```c
```
The end.
END
    run scripts/refresh "$folder/empty.md"
    expect_status 0
    grep -q '^barrier(CLK_LOCAL_MEM_FENCE);$' "$folder/empty.md" || fail "the box was not filled"
    [ "$(tail -n 1 "$folder/empty.md")" = "The end." ] || fail "what follows the box is lost"
    cp "$folder/empty.md" "$folder/once.md"
    run scripts/refresh "$folder/empty.md"
    cmp "$folder/empty.md" "$folder/once.md" || fail "the second time changed something"
}

# --- the text ---------------------------------------------------------------------------------------

test_minutes_are_those_of_the_plan() {
    run slides/minutes
    expect_status 0
    [ "$(awk 'NR > 1 { printf "%s %s, ", $1, $3 }' "$stdout")" = \
        "before 0, 1 20, 2 40, 3 45, break 10, 4 60, 5 15, all 190, " ] || fail "the minutes are others"
}

# presenterm reads the same file: no HTML, no comments that it does not know, its own front matter.
test_keeps_to_what_presenterm_reads() {
    local bad
    bad=$(awk '/^```/ { box = !box } !box' slides/workshop.md | grep -nE '&[a-z]+;|!\[(bg|[wh]:)') && fail "for Marp alone: $bad"
    needs_modules
    run node slides/presenterm.mjs slides/workshop.md
    expect_status 0
}

test_what_presenterm_cannot_read_is_named() {
    local fault
    needs_modules
    run node slides/presenterm.mjs tests/slides/unreadable.md
    expect_status 1
    for fault in "1: front matter" "6: HTML" "8: a comment that is neither" "10: something follows a comment" "14: a comment that is neither" \
        "19: html inline: <br>" "21: a line right below words" "26: more than words in a list" "30: an image inside of a list" \
        "34: an image of the network" "36: no such image" "38: code block"; do
        expect_output_with "unreadable.md:$fault"
    done
    [ "$(wc -l <"$stdout")" -eq 12 ] || fail "more faults than were made"
}

test_lines_of_a_slide_are_few() {
    awk 'function check() { if (lines > 6) { print title ": " lines " lines"; bad = 1 } lines = 0 }
         /^---$/ { check() }
         /^#/ { title = $0 }
         /^```/ { box = !box; next }
         /^<!--$/ { note = 1 } /^-->$/ { note = 0 }
         !box && !note && /[a-z]/ && !/^(#|<!--|-->|!\[|\||title|author|options|  end)/ { lines++ }
         END { check(); exit bad }' slides/workshop.md || fail "walls of text"
}

test_lock_file_names_no_registry() {
    if grep -n '"resolved"' slides/package-lock.json; then
        fail "write it with npm install --omit-lockfile-registry-resolved"
    fi
}

test_packages_of_the_script_are_listed() {
    local package
    while IFS= read -r package; do
        grep -qx "$package" slides/packages.txt || fail "$package is not in slides/packages.txt"
    done < <(grep -oE 'packages\+=\([^)]*\)' scripts/slides | sed -e 's/.*(//' -e 's/)//' | tr ' ' '\n')
}

# --- what is built ----------------------------------------------------------------------------------

test_drawings_are_what_the_script_draws() {
    needs_node
    run node slides/draw.mjs "$folder/images"
    expect_status 0
    diff -r slides/images "$folder/images" || fail "node slides/draw.mjs draws something else"
}

# Copies the kept results of the GPU, with another name of the card in them: those are drawn, if the folder is h100.
test_drawings_prefer_the_figures_of_an_h100() {
    local name
    needs_node
    for name in a_gpu h100; do
        rm -rf "$folder/performance"
        cp -r docs/performance "$folder/performance"
        rm -rf "$folder/performance/h100"
        cp -r docs/performance/h200 "$folder/performance/$name"
        sed -i 's/NVIDIA H200/NVIDIA H-TEST/' "$folder/performance/$name"/*.json
        run env "WORKSHOP_PERFORMANCE=$folder/performance" node slides/draw.mjs "$folder/$name"
        expect_status 0
    done
    for name in feed roofline ladder conv_shares; do
        grep -q H-TEST "$folder/h100/$name.svg" || fail "$name.svg has not the figures of h100"
    done
    ! grep -q H-TEST "$folder"/a_gpu/*.svg || fail "the figures of a_gpu are drawn"
}

# What was measured on a GPU stands in the drawings, which follow docs/performance/; in words it stays approximate.
test_slides_quote_no_figure_of_a_gpu() {
    awk '/^```/ { box = !box } !box && !/^<!-- / { print FNR ": " $0 }' slides/workshop.md |
        grep -E '[0-9] ?(%|GB/s|TFLOP|TFLOPS|GFLOP|GFLOPS)|[0-9]\.[0-9]+ (x|times)' &&
        fail "slides/workshop.md: figures that nothing measures"
    return 0
}

test_every_slide_is_right_in_a_browser() {
    needs_browser
    build_html workshop.md "$folder"
    [ "$(stat -c %s "$folder/workshop.html")" -lt 3000000 ] || fail "the HTML has 3 MB or more"
    run node slides/check.mjs "$folder"
    expect_status 0
}

test_browser_finds_every_fault() {
    local fault
    needs_browser
    build_html "$root/tests/slides/faulty.md" "$folder"
    run node slides/check.mjs "$folder"
    expect_status 1
    for fault in "cut off: far too long" "an image has no description" "(Second): overflows" \
        "has no notes" "has the title of another slide" "a request leaves the machine" \
        "an address of the network" "image not loaded" "too small to read"; do
        expect_output_with "$fault"
    done
}

test_html_pdf_and_pptx_are_built() {
    local picture
    needs_browser
    run scripts/slides "$folder"
    expect_status 0
    [ "$(stat -c %s "$folder/workshop.html")" -lt 3000000 ] || fail "the HTML has 3 MB or more"
    [ "$(head -c 5 "$folder/workshop.pdf")" = %PDF- ] || fail "no PDF"
    [ "$(head -c 2 "$folder/workshop.pptx")" = PK ] || fail "no PPTX"
    expect_output_with "cheatsheet.pdf: 2 pages"
    while IFS= read -r picture; do
        [ -s "$folder/terminal/$picture" ] || fail "the talk for a terminal lacks $picture"
        [[ $picture != *.svg ]] || fail "presenterm reads no SVG: $picture"
    done < <(grep -oE '!\[[^]]*\]\([^)]+\)' "$folder/terminal/workshop.md" | sed -e 's/.*(//' -e 's/)$//')
}

test_script_without_packages_prints_the_line_to_type() {
    mkdir "$folder/bin"
    printf '#!/bin/sh\necho 1000\n' >"$folder/bin/id"
    printf '#!/bin/sh\nexit 1\n' >"$folder/bin/sudo"
    printf '#!/bin/sh\necho 12\n' >"$folder/bin/node"
    chmod +x "$folder"/bin/*
    run env "PATH=$folder/bin:$PATH" scripts/slides "$folder/out"
    expect_status 3
    expect_error_with "sudo apt-get install nodejs npm"
}

run_test "$@"
