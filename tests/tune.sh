#!/usr/bin/env bash
# The tuner: what it finds, what it survives, what it keeps. Usage: tests/tune.sh TEST
# Every test has a course folder of its own, so that nothing is kept in this one.
# shellcheck disable=SC2016 # jq has variables of its own, backquotes are meant
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

ways=tests/kernels/tune/vector_add.cl
store=.workshop/tuned.json

tune() {
    export WORKSHOP_ROOT=$folder
    workshop tune "$@" --sizes 2^16 --seed 7 --timeout $((5 * scale)) --device cpu
}

# Writes $folder/vector_add.cl: the kernel of several ways, with these lines in place of its own.
# Usage: with_ways TUNE_LINE_VALUES [OWN_WAY]
with_ways() {
    sed -e "s,^// tune:.*,// tune: WAY = $1," -e "s,^#define WAY .*,#define WAY ${2:-0} /*," "$ways" \
        >"$folder/vector_add.cl"
}

# A kernel with the parameters A, B and C of ten values each that change nothing.
with_a_large_space() {
    local name
    for name in A B C; do
        echo "#ifndef $name"
        echo "#define $name 0"
        echo "#endif"
        echo "// tune: $name = 0 1 2 3 4 5 6 7 8 9"
    done >"$folder/vector_add.cl"
    cat >>"$folder/vector_add.cl" <<'END'
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const size_t i = get_global_id(0);
    if (i < n) {
        z[i] = x[i] + y[i] + (A + B + C) * 0.0f;
    }
}
END
}

# --- what it finds ----------------------------------------------------------------------------------

test_finds_the_fastest_that_is_right() {
    tune "$ways" --json
    expect_status 0
    expect_json '.results[0] | .exhaustive and .combinations == 7 and .factor > 2 and
                 .best.values == {"WAY": 1} and (.out_of_budget | not)'
    expect_json 'def of($way): .results[0].candidates[] | select(.values.WAY == $way);
                 (of(2) | .verdict == "failed" and (.why | startswith("wrong results"))) and
                 (of(3) | .verdict == "failed" and (.why | startswith("still running"))) and
                 (of(4) | .verdict == "failed" and (.why | contains("crashed"))) and
                 (of(5) | .verdict == "unbuilt" and (.why | contains("makes no sense"))) and
                 (of(6) | .verdict == "failed" and (.why | startswith("wrong results")))'
}

test_prints_a_table_and_where_the_values_are_kept() {
    with_ways "1 5" 0
    tune "$folder/vector_add.cl"
    expect_status 0
    expect_output_with "WAY = 1"
    expect_output_with "the file's own values"
    expect_output_with "times as fast as"
    expect_output_with "Kept in $folder/$store"
    expect_output_with "2 were run: 2 right; 1 more did not compile"
}

test_keeps_the_own_values_where_nothing_is_clearly_faster() {
    with_ways "0 5" 1
    tune "$folder/vector_add.cl"
    expect_status 0
    expect_output_with "Nothing is clearly faster"
    expect_output_with "\`run\` and \`bench\` use those"
    jq -e '.rows[0].values == {}' "$folder/$store" >/dev/null || fail "other values were kept"
}

# Exercise 1 without its last TODO is right where a work-item has one element only.
test_takes_no_tile_that_the_kernel_cannot_do_yet() {
    awk '/END TODO 4/ { on = 0 } !on { print } /TODO 4:/ { on = 1 }' solutions/01_vector_add.cl >"$folder/vector_add.cl"
    tune "$folder/vector_add.cl" --json
    expect_status 0
    expect_json '.results[0] | .best.values | .TILE_X == .LOCAL_X'
    expect_json '.results[0].candidates | all(.values.TILE_X == .values.LOCAL_X or .verdict == "failed" or
                                              .verdict == "unbuilt")'
}

test_rejects_a_file_that_fails_with_all_values() {
    with_ways "2 6" 2
    tune "$folder/vector_add.cl"
    expect_status 1
    expect_one_line_about "$folder/vector_add.cl: every candidate fails"
    expect_error_with "wrong results"
    tune "$folder/vector_add.cl" --json
    expect_status 1
    expect_json '.results[0] | (.error | startswith("every candidate fails")) and
                 (has("best") | not)'
    [ ! -e "$folder/$store" ] || fail "something was kept"
}

test_says_that_a_kernel_is_still_to_be_written() {
    take_pristine_course
    workshop tune 1 --device cpu
    expect_status 1
    expect_one_line_about "$COURSE/exercises/01_vector_add.cl: vector_add is not started yet"
    workshop tune 1 --device cpu --json
    expect_status 1
    expect_json '.results[0] | .candidates == [] and (.error | startswith("vector_add is not started"))'
}

test_rejects_a_file_that_never_compiles() {
    with_ways "5" 5
    tune "$folder/vector_add.cl"
    expect_status 1
    expect_one_line_about "WAY 5 makes no sense"
}

test_rejects_what_the_whole_judgement_finds() {
    { # PoCL gets the right numbers, and Oclgrind sees the race
        printf '#ifndef UNUSED\n#define UNUSED 0\n#endif\n// tune: UNUSED = 0\n'
        cat tests/kernels/wrong/matmul/no_second_barrier.cl
    } >"$folder/matmul.cl"
    export WORKSHOP_ROOT=$folder
    workshop tune "$folder/matmul.cl" --sizes 64 --device cpu
    expect_status 1
    expect_one_line_about "missing-barrier"
    [ ! -e "$folder/$store" ] || fail "something was kept"
}

# --- what uses it -----------------------------------------------------------------------------------

test_run_uses_what_was_found_until_the_file_changes() {
    with_ways "1 5" 0
    tune "$folder/vector_add.cl" --json
    expect_status 0
    workshop run "$folder/vector_add.cl" --no-timing --device cpu
    expect_status 0
    expect_output_with "Values: WAY = 1, tuned by you on $(date +%Y-)"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --json
    expect_json '.verdict == "solved" and .tuned.options == "-D WAY=1"'
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --json --no-tuned
    expect_json '.verdict == "solved" and (has("tuned") | not)'
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --no-tuned
    expect_output_with "Values: the file's own; \`$WORKSHOP tune "
    echo "// changed" >>"$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --json
    expect_json '.verdict == "solved" and (has("tuned") | not)'
}

test_forgets_what_it_kept_for_a_file() {
    with_ways "1" 0
    tune "$folder/vector_add.cl" --json
    tune kernels/vector_add/02_several_elements.cl --budget 1 --json
    tune "$folder/vector_add.cl" --forget
    expect_status 0
    expect_output_with "Forgotten: what \`tune\` kept for $folder/vector_add.cl on "
    jq -e '.rows | length == 1' "$folder/$store" >/dev/null || fail "another file's values are gone too"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --json
    expect_json '.verdict == "solved" and (has("tuned") | not)'
    tune "$folder/vector_add.cl" --forget --json
    expect_status 0
    expect_json '.forgotten == 0'
}

test_run_uses_what_came_with_the_course() {
    export WORKSHOP_ROOT=$folder
    mkdir "$folder/solutions"
    cp solutions/01_vector_add.cl "$folder/solutions"
    cp solutions/01_vector_add.cl "$folder/vector_add.cl"
    echo '[{"file": "solutions/01_vector_add.cl", "device": "cpu", "platform": "", "class": "large",
            "for": "all CPUs", "values": {"LOCAL_X": 128}}]' >"$folder/solutions/tuned.json"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu
    expect_status 0
    expect_output_with "Values: LOCAL_X = 128, shipped for all CPUs; --no-tuned takes the file's own"
}

test_values_of_the_course_name_parameters_of_its_files() {
    local file name
    jq -r '.[] | .file as $file | .values | keys[] | "\($file)\t\(.)"' solutions/tuned.json |
        while IFS=$'\t' read -r file name; do
            [ -e "$file" ] || fail "there is no $file"
            grep -qE "^ *// tune: $name *=" "$file" || fail "$file has no tune line for $name"
        done
}

test_refuses_a_size_that_does_not_fit() {
    with_ways "1" 1
    export WORKSHOP_ROOT=$folder
    workshop tune "$folder/vector_add.cl" --sizes 2^31 --device cpu
    expect_status 2
    expect_one_line_about "beyond the memory of"
}

# --- budgets ----------------------------------------------------------------------------------------

test_keeps_to_a_number_of_trials() {
    with_a_large_space
    tune "$folder/vector_add.cl" --budget 4 --json
    expect_status 0
    expect_json '.results[0] | (.exhaustive | not) and .out_of_budget and has("best") and
                 ([.candidates[] | select(.verdict != "unbuilt" and .verdict != "untimed")] |
                  length) == 4'
}

# What fails counts, too, and no batch of failures goes beyond the number.
test_keeps_to_a_number_of_trials_that_fail() {
    awk '/END TODO 4/ { on = 0 } !on { print } /TODO 4:/ { on = 1 }' solutions/01_vector_add.cl >"$folder/vector_add.cl"
    tune "$folder/vector_add.cl" --budget 6 --json
    expect_status 0
    expect_json '[.results[0].candidates[] | select(.verdict == "failed")] | length > 0'
    expect_json '[.results[0].candidates[] | select(.verdict != "unbuilt" and .verdict != "untimed")] | length <= 6'
}

test_keeps_to_a_time() {
    local began
    with_a_large_space
    began=$(date +%s)
    tune "$folder/vector_add.cl" --budget 2s --json
    expect_json '.results[0] | (.exhaustive | not) and .out_of_budget'
    [ $(($(date +%s) - began)) -le $((20 * scale)) ] || fail "it took $(($(date +%s) - began)) s"
}

# --- what it survives -------------------------------------------------------------------------------

# Waits until the progress bar says that something has been timed.
await_a_best() {
    local tries
    for ((tries = 0; tries < 300 * scale; tries++)); do
        if grep -q "the best takes" "$folder/screen" 2>/dev/null; then
            return
        fi
        sleep 0.1
    done
    fail "nothing was timed: $(tail -c 300 "$folder/screen")"
}

test_keeps_the_best_so_far_at_ctrl_c() {
    local terminal command
    with_a_large_space
    export WORKSHOP_ROOT=$folder
    printf -v command '%q ' "$WORKSHOP" tune "$folder/vector_add.cl" --sizes 2^16 --device cpu
    TERM=xterm script -qefc "exec env --default-signal=INT $command" "$folder/screen" \
        >/dev/null </dev/null &
    terminal=$!
    await_a_best
    kill -INT "$(pgrep -P "$terminal")"
    status=0
    wait "$terminal" || status=$?
    [ "$status" -eq 130 ] || fail "expected exit status 130, not $status: $(cat "$folder/screen")"
    if grep -q "nothing was kept" "$folder/screen"; then # stopped before it knew better than the file
        [ ! -e "$folder/$store" ] || fail "something was kept all the same"
        return
    fi
    grep -q "Kept in " "$folder/screen" || fail "nothing is said: $(cat "$folder/screen")"
    jq -e '.rows | length == 1' "$folder/$store" >/dev/null || fail "the store lacks it"
}

test_two_tuners_at_once_lose_nothing() {
    local one two
    with_ways "1" 1
    cp "$folder/vector_add.cl" "$folder/vector_add_too.cl"
    echo "// another one" >>"$folder/vector_add_too.cl"
    export WORKSHOP_ROOT=$folder
    "$WORKSHOP" tune "$folder/vector_add.cl" --sizes 2^16 --device cpu --json >/dev/null &
    one=$!
    "$WORKSHOP" tune "$folder/vector_add_too.cl" --sizes 2^16 --device cpu --json >/dev/null &
    two=$!
    wait "$one" || fail "the first ended with $?"
    wait "$two" || fail "the second ended with $?"
    jq -e '.rows | length == 2' "$folder/$store" >/dev/null || fail "one of them was lost"
}

test_sets_a_corrupt_store_aside_and_says_so() {
    with_ways "1" 1
    mkdir "$folder/.workshop"
    echo '{"rows": [' >"$folder/$store"
    tune "$folder/vector_add.cl"
    expect_status 0
    expect_one_line_about "$folder/$store.corrupt"
    jq -e '.rows | length == 1' "$folder/$store" >/dev/null || fail "nothing was kept"
    [ "$(cat "$folder/$store.corrupt")" = '{"rows": [' ] || fail "the corrupt store is gone"
}

test_values_of_another_machine_are_said_and_stay() {
    with_ways "1" 1
    tune "$folder/vector_add.cl" --json
    jq '.rows[0].driver = "another one"' "$folder/$store" >"$folder/changed"
    mv "$folder/changed" "$folder/$store"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu
    expect_status 0
    expect_one_line_about "with driver another one, not for this device"
    tune "$folder/vector_add.cl" --json
    expect_status 0
    jq -e '.rows | length == 2' "$folder/$store" >/dev/null || fail "the other one is gone"
}

test_says_where_nothing_can_be_kept() {
    if [ "$(id -u)" -eq 0 ]; then
        echo mine >"$folder/.workshop" # a file where the folder should be stops root too
    else
        mkdir -m 555 "$folder/.workshop"
    fi
    with_ways "1" 1
    tune "$folder/vector_add.cl"
    expect_status 3
    expect_one_line_about "could not be kept in $folder/$store"
    expect_output_with "Nothing is clearly faster"
}

run_test "$@"
