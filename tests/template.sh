#!/usr/bin/env bash
# The templates and lessons. Usage: tests/template.sh TEST NN_NAME
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

# The file without what stands in its TODO blocks.
outside_todos() {
    awk '/^[ \t]*\/\/ END TODO /{ inside = 0 }
         !inside
         /^[ \t]*\/\/ TODO /{ inside = 1 }' "$1"
}

# "TODO 1", "END TODO 1", ... as the file has them, one a line.
todo_marks() {
    sed -nE 's,^[ \t]*// (TODO [0-9]+):.*,\1,p; s,^[ \t]*// (END TODO [0-9]+)$,\1,p' "$1"
}

count_todos() {
    todo_marks "$1" | grep -c '^TODO'
}

# The lines of a section of the lesson, without its heading.
section() {
    awk -v heading="$2" '/^## /{ on = $0 == "## " heading; next } on' "$1"
}

expect_sequence() {
    local what=$1 count=$2 found=$3
    [ "$found" = "$(seq "$count" | tr '\n' ' ')" ] ||
        fail "$what: expected 1 to $count, found $found"
}

test_not_started() {
    local kernels
    kernels=$(sed -nE 's/^__kernel void ([a-z0-9_]+)\(.*/\1/p' "solutions/$1.cl" | sort)
    [ -n "$kernels" ] || fail "solutions/$1.cl has no kernel"
    workshop run "exercises/$1.cl" --json --device cpu
    expect_status 1
    expect_json '[.diagnosis[].code] | unique == ["not-started"]'
    [ "$(jq -r '.diagnosis[].kernel' "$stdout" | sort)" = "$kernels" ] ||
        fail "not every kernel is told to be not started"
}

test_compiles_without_warnings() {
    clang -x cl -cl-std=CL1.2 -Xclang -finclude-default-header -fsyntax-only -Wall -Werror \
        -D KERNEL_SIZE=3 "exercises/$1.cl"
}

test_differs_from_its_solution_only_inside_todos() {
    diff <(outside_todos "exercises/$1.cl") <(outside_todos "solutions/$1.cl") ||
        fail "exercises/$1.cl and solutions/$1.cl differ outside of TODO blocks"
    if diff -q "exercises/$1.cl" "solutions/$1.cl" >/dev/null; then
        fail "exercises/$1.cl is solved already"
    fi
}

test_numbers_its_todos() {
    local file count
    for file in "exercises/$1.cl" "solutions/$1.cl"; do
        count=$(count_todos "$file")
        [ "$count" -ge 1 ] || fail "$file has no TODO"
        diff <(todo_marks "$file") \
            <(seq "$count" | awk '{ print "TODO " $1; print "END TODO " $1 }') ||
            fail "the TODOs of $file are not 1 to $count, each with its end"
    done
}

test_has_a_lesson_with_every_section() {
    local wanted='Goal|What is new|The picture|Steps|How to know that it works|Hints|'
    local found
    found=$(sed -n 's/^## //p' "exercises/$1.md" | tr '\n' '|')
    [[ $found == "$wanted"* ]] || fail "sections of exercises/$1.md: $found"
}

test_has_a_step_for_every_todo() {
    expect_sequence "steps of exercises/$1.md" "$(count_todos "exercises/$1.cl")" \
        "$(section "exercises/$1.md" Steps | sed -nE 's/^([0-9]+)\. .*/\1/p' | tr '\n' ' ')"
}

test_has_three_hints_for_every_todo() {
    local hint count lesson=exercises/$1.md
    count=$(count_todos "exercises/$1.cl")
    expect_sequence "hints of $lesson" 3 \
        "$(section "$lesson" Hints | sed -nE 's/^### Hint ([0-9]+)$/\1/p' | tr '\n' ' ')"
    for hint in 1 2 3; do
        expect_sequence "TODOs in hint $hint of $lesson" "$count" "$(section "$lesson" Hints |
            awk -v heading="### Hint $hint" '/^### /{ on = $0 == heading } on' |
            sed -nE 's/^- TODO ([0-9]+):.*/\1/p' | tr '\n' ' ')"
    done
}

run_test "$@"
