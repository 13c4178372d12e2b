#!/usr/bin/env bash
# The subcommand map: who touches what, and what a GPU makes of it. Usage: tests/map.sh TEST
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

# Maps a kernel of tests/kernels/map/ for an exercise; more arguments follow.
map_crafted() {
    local exercise=$1 name=$2
    shift 2
    workshop map "$exercise" --kernel "tests/kernels/map/$name.cl" --json "$@"
}

# The only site that reads or writes the buffer has these values: jq fields joined by and.
expect_site() {
    expect_json --arg kind "$1" --arg buffer "$2" \
        "[.kernels[].sites[] | select(.kind == \$kind and .buffer == \$buffer)] |
         length == 1 and (.[0] | $3)"
}

test_neighbouring_floats_are_coalesced() {
    workshop map 1 --kernel tests/kernels/right/vector_add/plain.cl --json
    expect_status 0
    expect_site read x '.sectors == 4 and .used == 100 and .pattern == "coalesced"'
    expect_site write z '.sectors == 4 and .used == 100 and .pattern == "coalesced"'
    expect_site write z '[.picture[].item] == [range(32)] and
                         [.picture[].offset] == [range(0; 128; 4)]'
}

test_every_second_float_uses_half() {
    map_crafted 1 stride
    expect_site read x '.sectors == 8 and .used == 50 and .lines == [11]'
    expect_site read y '.sectors == 4 and .used == 100 and .lines == [12]'
}

test_a_column_uses_an_eighth() {
    map_crafted negative column --size 64x64
    expect_status 0
    expect_site read rgb '.sectors == 32 and .used == 12.5 and .pattern == "strided" and
                          (.sentence | contains("exchange the dimensions"))'
}

test_a_column_of_local_memory_has_a_bank_conflict_unless_padded() {
    map_crafted negative banks --size 64x64
    expect_site read tile '.conflict == 32 and .pattern == "bank-conflict" and .lines == [18]'
    expect_site write tile '.conflict == 1 and .pattern == "no-bank-conflict"'
    sed '1i #define PITCH 33' tests/kernels/map/banks.cl >"$folder/negative.cl"
    workshop map negative --kernel "$folder/negative.cl" --json --size 64x64
    expect_site read tile '.conflict == 1 and .pattern == "no-bank-conflict"'
}

test_float4_moves_sixteen_sectors() {
    map_crafted 1 float4 --size 1024
    expect_site read x '.sectors == 16 and .used == 100 and .bytes == 16'
    expect_site read y '.sectors == 16 and .used == 100 and .bytes == 16'
    expect_site write z '.sectors == 16 and .used == 100 and .bytes == 16'
}

# Half of what is read lies at the work-item's own place, but all of it is done in step.
test_a_warp_comes_together_after_branches() {
    map_crafted 1 branches --size 512
    expect_status 0
    expect_json '.kernels[0].matches'
    expect_site write z '.sectors == 4 and .lanes == 32'
    expect_json '[.kernels[0].sites[] | select(.buffer == "x") | .lanes] | all(. < 12)'
}

test_constants_are_shared_or_come_one_by_one() {
    map_crafted 1 constant
    expect_json '[.kernels[0].sites[] | select(.buffer == "zeros") | .pattern] ==
                 ["shared", "one-by-one"]'
}

test_every_solution_and_example_comes_out_right() {
    local file
    for file in solutions/*.cl kernels/copy.cl kernels/negative.cl kernels/fusion.cl; do
        workshop map "$file" --json
        expect_status 0
        expect_json '.problems == [] and .notes == [] and all(.kernels[]; .matches and
                     (.sites | length) > 0 and all(.sites[]; .lines[0] > 0))'
    done
}

# A few that use much of OpenCL C: vectors, conversions, copies by the work-group, barriers in loops.
test_kernels_of_many_kinds_come_out_right() {
    local file
    for file in vector_add/async_copy vector_add/bits_through_uint vector_add/float16_group_of_one \
        image_filters/async_rows conv2d/ring_of_rows matmul/vector_tiles; do
        workshop map "${file%/*}" --kernel "tests/kernels/right/$file.cl" --json
        expect_status 0
        expect_json '.problems == [] and all(.kernels[]; .matches)'
    done
}

test_the_text_draws_warps_and_work_groups() {
    workshop map 1 --kernel tests/kernels/right/vector_add/plain.cl
    expect_status 0
    expect_output_with "x[0] |01234567|89abcdef|ghijklmn|opqrstuv|"
    expect_output_with "AAAAAAAABBBBBBBB"
    expect_output_with "z[i] = x[i] + y[i];"
    expect_output_with "coalesced: one warp reads 128 neighbouring bytes: 4 sectors, 100 %"
}

test_the_text_draws_banks() {
    workshop map negative --kernel tests/kernels/map/banks.cl
    expect_output_with "tile[32] 1......."
    expect_output_with "32-way bank conflict"
    expect_output_with "... and 26 more rows like these"
}

test_a_line_that_does_not_fit_ends_with_a_mark() {
    COLUMNS=60 workshop map 2 --solution
    expect_status 0
    grep -qE '^  line [0-9]+  grey\[pixel\] = .*[^.]\.\.\.$' "$stdout" || fail "the line of grey has no mark"
}

test_writes_an_svg_that_is_well_formed() {
    workshop map matmul --kernel tests/kernels/right/matmul/local_tile.cl --svg "$folder/map.svg"
    expect_status 0
    expect_output_with "map.svg"
    grep -q '^<svg ' "$folder/map.svg" || fail "that is no SVG file"
    [ "$(grep -o '<text' "$folder/map.svg" | wc -l)" -eq "$(grep -o '</text>' "$folder/map.svg" | wc -l)" ] ||
        fail "the SVG file is not well-formed"
    grep -qF 'a_tile[ly][lx] = row &lt; m' "$folder/map.svg" || fail "the line of code is missing"
    if command -v rsvg-convert >/dev/null; then
        rsvg-convert "$folder/map.svg" -o "$folder/map.png" || fail "rsvg-convert does not read it"
    fi
    workshop map 4 --solution --svg "$folder/no/such/folder.svg"
    expect_status 2
}

test_names_who_leaves_which_buffer_and_where() {
    workshop map 1 --kernel tests/kernels/wrong/vector_add/no_guard.cl --json
    expect_status 1
    expect_json '.problems[] | select(.code == "out-of-bounds-write") | .line == 7 and
                 (.message | test("^Work-item \\d+ of work-group 2 writes z\\[161\\], and z has 161 elements"))'
    workshop map 1 --kernel tests/kernels/wrong/vector_add/before_the_start.cl
    expect_status 1
    expect_output_with "writes z[-1], and z has"
    workshop map 1 --kernel tests/kernels/wrong/vector_add/wild_write.cl
    expect_status 1
    expect_output_with "writes far outside of every buffer"
}

test_names_a_barrier_that_not_all_reach() {
    workshop map 1 --kernel tests/kernels/wrong/vector_add/barrier_in_a_branch.cl --json
    expect_status 1
    expect_json '.problems[0] | .code == "missing-barrier" and .line == 9 and
                 (.message | contains("Only 32 of the 64"))'
}

test_a_hang_and_a_crash_are_verdicts() {
    workshop map 1 --kernel tests/kernels/wrong/vector_add/waits_forever.cl --json --timeout 1
    expect_status 1
    expect_json '.problems[0].code == "timeout"'
    map_crafted 1 stack_overflow
    expect_status 1
    expect_json '.problems[0].code == "crash"'
}

test_what_does_not_compile_is_told_with_its_line() {
    workshop map 1 --kernel tests/kernels/wrong/vector_add/missing_semicolon.cl
    expect_status 1
    expect_output_with "build-error"
    expect_output_with "missing_semicolon.cl:6:36: error: expected ';'"
    workshop map 1 --kernel tests/kernels/wrong/vector_add/other_name.cl --json
    expect_json '.problems[0].code == "missing-kernel"'
    workshop map 1 --kernel tests/kernels/wrong/vector_add/no_n.cl --json
    expect_json '.problems[0].code == "wrong-arguments"'
}

test_names_a_function_that_is_not_there() {
    workshop map 1 --kernel tests/kernels/wrong/vector_add/undefined_helper.cl
    expect_status 3
    expect_one_line_about "calls add, which it does not define"
}

test_a_template_touches_nothing() {
    take_pristine_course
    workshop map 1
    expect_status 0
    expect_output_with "touches no memory"
}

# A PATH without clang, but with what the tests need.
test_says_how_to_install_clang() {
    mkdir "$folder/bin"
    PATH=$folder/bin workshop map 1 --solution
    expect_status 3
    expect_one_line_about "sudo apt-get install clang"
}

test_sizes_are_chosen_and_checked() {
    workshop map 4 --solution --size 16x32x8 --json
    expect_status 0
    expect_json '.kernels[0].case == "m = 16, n = 32, k = 8"'
    workshop map 3 --solution --size 16x32x5 --json
    expect_json '.kernels[0] | .matches and (.case | contains("5 x 5, 16 x 32"))'
    workshop map 1 --solution --size 1000000
    expect_status 2
    expect_one_line_about "too large to be watched"
    workshop map 1 --solution --size many
    expect_status 2
}

test_leaves_no_files_behind() {
    mkdir "$folder/tmp"
    TMPDIR=$folder/tmp workshop map 1 --solution
    expect_status 0
    [ -z "$(ls -A "$folder/tmp")" ] || fail "files are left in TMPDIR"
}

test_colours_only_on_a_terminal() {
    workshop map 1 --solution
    if grep -q $'\e' "$stdout"; then
        fail "there are escape codes"
    fi
    TERM=xterm-256color run script -qec "$WORKSHOP map 1 --solution" /dev/null
    expect_output_with $'\e['
    NO_COLOR=1 TERM=xterm-256color run script -qec "$WORKSHOP map 1 --solution" /dev/null
    if grep -qE $'\e\[[0-9;]*m' "$stdout"; then
        fail "there are colours although NO_COLOR is set"
    fi
}

run_test "$@"
