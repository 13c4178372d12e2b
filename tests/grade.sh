#!/usr/bin/env bash
# Many files judged in one go. Usage: tests/grade.sh TEST
# shellcheck disable=SC2016 # jq has variables of its own
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

wrong=tests/kernels/wrong/vector_add

# Files handed in by three people, one of them in a folder of the exercise.
collect() {
    mkdir -p "$folder/in/alice" "$folder/in/vector_add" "$folder/in/.hidden"
    cp solutions/01_vector_add.cl "$folder/in/alice/"
    cp "$wrong/minus.cl" "$folder/in/vector_add/bob.cl"
    cp solutions/02_image_filters.cl "$folder/in/carol_image_filters.cl"
    cp "$wrong/minus.cl" "$folder/in/.hidden/vector_add.cl"
    echo "not a kernel" >"$folder/in/alice/notes.txt"
}

# The last run's rows, "status code file" each.
rows() {
    jq -r --arg folder "$folder/" '.results[] | [.status,
        if .error then "error" elif .verdict == "solved" then "solved" else .diagnosis[0].code end,
        (.kernel_file | ltrimstr($folder))] | join(" ")' "$stdout"
}

expect_rows() {
    [ "$(rows)" = "$1" ] || fail "the rows are $(rows)"
}

test_judges_every_file_of_a_folder() {
    collect
    workshop grade "$folder/in" --device cpu --json
    expect_status 1
    expect_rows "0 solved in/alice/01_vector_add.cl
0 solved in/carol_image_filters.cl
1 wrong-values in/vector_add/bob.cl"
    expect_json '.solved == 2 and .files == 3 and (.seed | type == "number")'
}

test_prints_a_row_for_every_file_and_a_sum() {
    collect
    workshop grade "$folder/in/alice" "$folder/in/vector_add/bob.cl" --device cpu
    expect_status 1
    expect_output_with "vector_add     wrong-values           0 of 15    $folder/in/vector_add/bob.cl"
    expect_output_with "1 of 2 solved"
}

test_what_hangs_or_crashes_costs_its_own_row() {
    mkdir "$folder/vector_add"
    cp "$wrong/null_write.cl" "$folder/vector_add/1.cl"
    cp "$wrong/waits_forever.cl" "$folder/vector_add/3.cl"
    cp "$wrong/no_guard.cl" "$folder/vector_add/5.cl"
    for number in 2 4 6; do
        cp tests/kernels/right/vector_add/plain.cl "$folder/vector_add/$number.cl"
    done
    workshop grade "$folder/vector_add" --device cpu --json --timeout $((2 * scale))
    expect_status 1
    expect_rows "1 crash vector_add/1.cl
0 solved vector_add/2.cl
1 timeout vector_add/3.cl
0 solved vector_add/4.cl
1 out-of-bounds-write vector_add/5.cl
0 solved vector_add/6.cl"
}

# Each case ends in time, and all together do not.
test_no_file_takes_longer_than_ten_times_the_limit_of_a_case() {
    local began waited limit=$((2 * scale))
    [ "$(uname -m)" = x86_64 ] || skip "the kernel waits by an instruction of x86-64"
    mkdir "$folder/in"
    sed "s/MILLISECONDS 250/MILLISECONDS $((250 * scale))/" tests/kernels/other/dawdling_image_filters.cl \
        >"$folder/in/1_image_filters.cl"
    cp solutions/01_vector_add.cl "$folder/in/2_vector_add.cl"
    began=$(date +%s)
    workshop grade "$folder/in" --device cpu --json --timeout $limit
    waited=$(($(date +%s) - began))
    expect_status 1
    expect_rows "1 timeout in/1_image_filters.cl
0 solved in/2_vector_add.cl"
    expect_json --arg limit "$((10 * limit))" '.results[0] |
        (.diagnosis[0].message | startswith("All builds and cases together were not done after \($limit) s")) and
        (.cases | map(select(.verdict == "pass")) | length > 10) and
        (.cases | map(select(.verdict == "fail")) | length == 1)'
    [ "$waited" -ge $((10 * limit)) ] || fail "it was stopped after $waited s"
    [ "$waited" -lt $((15 * limit)) ] || fail "it was stopped after $waited s only"
}

test_a_file_that_cannot_be_judged_does_not_keep_others_from_it() {
    mkdir "$folder/in"
    touch "$folder/in/1_vector_add.cl"
    cp solutions/01_vector_add.cl "$folder/in/2_vector_add.cl"
    cp solutions/01_vector_add.cl "$folder/in/who_knows.cl"
    workshop grade "$folder/in" "$folder/missing_vector_add.cl" --device cpu --json
    expect_status 2
    expect_rows "2 error in/1_vector_add.cl
0 solved in/2_vector_add.cl
2 error in/who_knows.cl
2 error missing_vector_add.cl"
}

test_a_folder_without_kernels_is_refused() {
    mkdir "$folder/empty"
    workshop grade "$folder/empty"
    expect_status 2
    expect_one_line_about "there is no .cl file in $folder/empty"
    workshop grade
    expect_status 2
    expect_error_with "which files?"
}

test_says_once_that_there_is_no_device() {
    collect
    OCL_ICD_VENDORS=/nonexistent workshop grade "$folder/in" --json
    expect_status 3
    expect_json '.results | length == 1'
}

run_test "$@"
