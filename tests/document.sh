#!/usr/bin/env bash
# The documents: their commands run, their links lead somewhere.
# Usage: tests/document.sh TEST FILE.md, counted from the root
# shellcheck disable=SC2016 # backquotes are meant
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

# The commands of the document's ```sh boxes, one a line, continued lines joined.
commands_of() {
    awk '/^ *```sh$/ { on = 1; next }
         /^ *```/ { on = 0 }
         on && !/^[ \t]*(#|$)/ { sub(/^[ \t]+/, ""); print }' "$1" |
        sed -e ':again' -e '/\\$/ { N; s/ *\\\n */ /; t again' -e '}'
}

# Not to be run from a test, and held against the scripts instead. False: run it.
is_checked_by_reading() {
    local package
    case $1 in
        "git clone "*) ;;
        "cd "*) ;;
        *"apt-get install "*)
            for package in ${1##*install }; do
                [[ $package == -* ]] || grep -q "^$package\( \|$\)" scripts/packages.txt ||
                    fail "$package is not in scripts/packages.txt"
            done
            ;;
        ./scripts/test*)
            grep -q '^exec ./scripts/test' .ci/run || fail ".ci/run does not call ./scripts/test"
            ;;
        *) return 1 ;;
    esac
}

# What `workshop` has to answer: 1 for a template and for the buggy kernel, else 0.
status_of() {
    local command=${1%% #*}
    case $command in
        *--solution* | *--kernel*) echo 0 ;;
        *run\ kernels/buggy_vector_add.cl*) echo 1 ;;
        *run\ [1-4]* | *run\ exercises/*.cl*) echo 1 ;;
        *) echo 0 ;;
    esac
}

# Whether a document before this one has the same command, and its test runs it.
is_run_for_another() {
    local document
    for document in README.md docs/*.md exercises/*.md slides/*.md; do
        if [ "$document" = "$1" ]; then
            return 1
        elif [ -e "$document" ] && commands_of "$document" | grep -qxF -e "$2"; then
            return 0
        fi
    done
    return 1
}

# The command, of one exercise's run without the figures: those take most of the time, and are what
# solution.* looks at. The commands that run all exercises stay as they are.
without_figures() {
    case $1 in
        *"run run all"* | *--no-timing*) echo "$1" ;;
        *"scripts/run run "*) echo "${1%% #*} --no-timing" ;;
        *) echo "$1" ;;
    esac
}

test_commands_work() {
    local command
    if [ "$(readlink -f "$BUILD")" != "$root/build" ]; then
        skip "scripts/run builds into $root/build, and the tests belong to $BUILD"
    fi
    take_pristine_course
    while IFS= read -r command; do
        if is_checked_by_reading "$command" || is_run_for_another "$1" "$command"; then
            continue
        fi
        echo "$command"
        run bash -c "$(without_figures "$command")"
        expect_status "$(status_of "$command")"
    done < <(commands_of "$1")
}

# The lines of plain boxes, which nothing here runs, without those that scripts/refresh fills.
lines_of_plain_boxes() {
    awk '/^ *```text$/ { on = before !~ /^<!-- \/\/ (cut|run): /; next }
         /^ *```/ { on = 0 }
         on { sub(/^[ \t]+/, ""); print }
         { before = $0 }' "$1"
}

# Where a command of this repository is run that a test of documents cannot run: TEST FILE of what is in tests/.
# Nothing: nowhere.
run_elsewhere() {
    case $1 in
        "./scripts/run watch") echo judges_at_its_start_and_at_a_save_by_rename watch.sh ;;
        "./scripts/run debug 1 --gdb") echo debug_steps_through_a_kernel_in_gdb command.sh ;;
        "./scripts/run reset all") echo reset_all_puts_every_template_back command.sh ;;
        ./scripts/setup) echo a_second_run_adds_less_than_a_second script.sh ;;
        "./scripts/test -L judge") echo continuous_integration_calls_the_script_for_tests script.sh ;;
        ./scripts/slides) echo html_pdf_and_pptx_are_built slides.sh ;;
        "./scripts/slides --check") echo every_slide_is_right_in_a_browser slides.sh ;;
        scripts/refresh) echo refresh_twice_changes_nothing_more slides.sh ;;
        "scripts/refresh --check") echo boxes_are_what_the_files_and_the_program_say slides.sh ;;
        "tests/fuzz.sh are_built") echo are_built fuzz.sh ;;
        *"tests/fuzz.sh survives image") echo survives fuzz.sh ;;
    esac
}

# A plain box with a command of this repository says nothing that no test tries.
test_plain_boxes_hold_only_what_is_run_elsewhere() {
    local line where
    while IFS= read -r line; do
        where=$(run_elsewhere "$line")
        [ -n "$where" ] || fail "$1: in a plain box, and run by no test: $line"
        grep -q "^test_${where% *}()" "tests/${where#* }" || fail "tests/${where#* } has no test ${where% *}"
    done < <(lines_of_plain_boxes "$1" | grep -E '^([A-Z_]+=[^ ]+ )*(\./)?(scripts|tests|build)/' || true)
}

# The document without its boxes.
prose_of() {
    awk '/^```/ { box = !box; next } !box' "$1"
}

# Prints the targets of the document's links, those into the net apart.
links_of() {
    prose_of "$1" | sed -e 's,`[^`]*`,,g' |
        grep -oE '\]\([^)]+\)' | sed -e 's/^](//' -e 's/)$//' -e 's/ ".*//' |
        grep -vE '^(https?|mailto):' || true
}

# The names that a document's headings get as targets.
anchors_of() {
    sed -nE 's/^#+ +//p' "$1" | tr '[:upper:]' '[:lower:]' | sed -e 's/[^a-z0-9 _-]//g' -e 's/ /-/g'
}

test_links_lead_somewhere() {
    local link file
    while IFS= read -r link; do
        file=$(dirname "$1")/${link%%#*}
        if [[ $link == "#"* ]]; then
            file=$1
        fi
        [ -e "$file" ] || fail "$1: $link leads nowhere"
        if [[ $link == *"#"* ]]; then
            anchors_of "$file" | grep -qxF "${link#*#}" || fail "$1: $link leads to no heading"
        fi
    done < <(links_of "$1")
}

# Words in backquotes that look like files of this repository are files of it. (An exercise called
# histogram is what docs/adding_an_exercise.md makes up.)
test_names_files_that_exist() {
    local file
    while IFS= read -r file; do
        [ -e "$file" ] || fail "$1: there is no $file"
    done < <(prose_of "$1" |
        grep -oE '`(host|kernels|exercises|solutions|images|docs|scripts|tests)/[a-z0-9_./]+`' |
        tr -d '`' | grep -vE 'my_|05_|histogram|/$' | sort -u)
}

run_test "$@"
