#!/usr/bin/env bash
# How a verdict is reached: workers, limits, seeds, paths. Usage: tests/judge.sh TEST
# shellcheck disable=SC2016 # jq has variables of its own
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

hanging=tests/kernels/wrong/vector_add/waits_forever.cl

# --- processes --------------------------------------------------------------------------------------

now_ms() {
    date +%s%3N
}

# Starts the program in the background with a mark in its environment that all its children inherit.
# A shell has its background jobs ignore SIGINT: that is undone.
start() {
    mark=WORKSHOP_TEST_MARK=$folder
    last="workshop $*"
    env --default-signal=INT "$mark" "$WORKSHOP" "$@" >"$stdout" 2>"$stderr" </dev/null &
    pid=$!
}

# The processes that carry the mark, the program itself apart.
descendants() {
    local environment
    for environment in /proc/[0-9]*/environ; do
        local number=${environment//[!0-9]/}
        if [ "$number" != "$pid" ] && grep -qzxF "$mark" "$environment" 2>/dev/null; then
            echo "$number"
        fi
    done
}

# Waits until a worker has computed for a second: it hangs in the kernel then.
await_hanging_worker() {
    local tries worker ticks
    for ((tries = 0; tries < 100 * scale; tries++)); do
        worker=$(pgrep -P "$pid" | head -n 1) || true
        if [ -n "$worker" ]; then
            ticks=$(awk '{ print $14 + $15 }' "/proc/$worker/stat" 2>/dev/null || echo 0)
            if [ "$ticks" -ge "$(getconf CLK_TCK)" ]; then
                return
            fi
        fi
        sleep 0.1
    done
    fail "no worker began to compute"
}

expect_end_within() {
    local limit_ms=$1 began=$2 took
    status=0
    wait "$pid" || status=$?
    took=$(($(now_ms) - began))
    [ "$took" -le "$limit_ms" ] || fail "it took $took ms to end, not $limit_ms"
}

# A killed process is gone when its parent has collected it, which takes the kernel a moment.
expect_nothing_left() {
    local left tries
    for ((tries = 0; tries < 10; tries++)); do
        left=$(descendants)
        if [ -z "$left" ]; then
            return
        fi
        sleep 0.05
    done
    fail "left running: $(echo "$left" | xargs -r ps -o pid,args -p)"
}

test_reports_a_hang_within_its_limit_plus_a_second() {
    local began
    workshop run vector_add --kernel "$hanging" --no-timing --json --timeout 2 --device cpu # is compiled now
    began=$(now_ms)
    start run vector_add --kernel "$hanging" --no-timing --json --timeout 2 --device cpu
    expect_end_within $((2000 + 1000 * scale)) "$began"
    expect_status 1
    expect_code timeout
    expect_nothing_left
}

test_stops_a_compiler_that_does_not_come_to_an_end() {
    local began
    began=$(now_ms)
    start run vector_add --kernel tests/kernels/other/endless_compile.cl --no-timing --json --timeout 2 --device cpu
    expect_end_within $((2000 + 1000 * scale)) "$began"
    expect_status 1
    expect_code timeout
    expect_json '.diagnosis[0].message | contains("compiler")'
    expect_nothing_left
}

ends_at_once_at() {
    local began
    start run vector_add --kernel "$hanging" --json --timeout 60 --device cpu
    await_hanging_worker
    [ -n "$(descendants)" ] || fail "the mark of the worker cannot be read"
    began=$(now_ms)
    kill "-$1" "$pid"
    expect_end_within $((1000 * scale)) "$began"
    expect_status "$2"
    expect_nothing_left
}

test_ends_at_once_at_ctrl_c() {
    ends_at_once_at INT 130
}

test_ends_at_once_at_sigterm() {
    ends_at_once_at TERM 143
}

test_leaves_nothing_running_when_it_is_killed_itself() {
    start run vector_add --kernel "$hanging" --json --timeout 60 --device cpu
    await_hanging_worker
    kill -KILL "$pid"
    wait "$pid" || true
    expect_nothing_left
}

test_calls_a_worker_killed_from_outside_a_crash() {
    start run vector_add --kernel "$hanging" --json --timeout 60 --device cpu
    await_hanging_worker
    pkill -KILL -P "$pid"
    expect_end_within $((5000 * scale)) "$(now_ms)"
    expect_status 1
    expect_code crash
    expect_json '.diagnosis[0].message | contains("SIGKILL")'
    expect_nothing_left
}

# --- output -----------------------------------------------------------------------------------------

test_cuts_a_flood_of_prints_and_still_gives_a_verdict() {
    workshop run vector_add --kernel tests/kernels/other/flood.cl --no-timing --json --device cpu \
        --timeout $((20 * scale))
    expect_status 0
    expect_code solved
    expect_json '.output_cut == true and (.output | length) <= 65536 and
                 (.output | startswith("work-item 0 of 1 adds "))'
}

test_says_that_a_flood_of_prints_was_cut() {
    workshop run vector_add --kernel tests/kernels/other/flood.cl --no-timing --device cpu \
        --timeout $((20 * scale))
    expect_status 0
    [ "$(wc -l <"$stdout")" -lt 100 ] || fail "the flood reaches the terminal"
    expect_output_with "the rest is cut"
}

# --- inputs -----------------------------------------------------------------------------------------

judge_with_seed() {
    workshop run vector_add --kernel tests/kernels/wrong/vector_add/minus.cl --no-timing --json \
        --device cpu --seed "$1"
    expect_status 1
    cp "$stdout" "$folder/$2"
}

test_repeats_a_verdict_for_the_same_seed() {
    judge_with_seed 7 first
    judge_with_seed 7 second
    diff "$folder/first" "$folder/second" || fail "the same seed gave another verdict"
}

test_takes_other_inputs_for_another_seed() {
    judge_with_seed 7 first
    judge_with_seed 8 second
    [ "$(jq .diagnosis "$folder/first")" != "$(jq .diagnosis "$folder/second")" ] ||
        fail "another seed gave the same numbers"
}

test_takes_other_inputs_each_time_and_tells_their_seed() {
    local first
    workshop run 1 --solution --no-timing --json --device cpu
    expect_json '.seed | type == "number"'
    first=$(jq .seed "$stdout")
    workshop run 1 --solution --no-timing --json --device cpu
    [ "$(jq .seed "$stdout")" != "$first" ] || fail "both runs took the seed $first"
}

# --- paths ------------------------------------------------------------------------------------------

odd_name='a "quoted" and '\''quoted'\'' $(folder) with ünïcödé, %s and \n back'

test_takes_files_with_odd_paths() {
    mkdir "$folder/$odd_name"
    cp solutions/04_matmul.cl "$folder/$odd_name/my matmul.cl"
    workshop run "$folder/$odd_name/my matmul.cl" --no-timing --json --device cpu
    expect_status 0
    expect_json --arg file "$folder/$odd_name/my matmul.cl" \
        '.verdict == "solved" and .exercise == "matmul" and .kernel_file == $file'
}

test_tells_files_of_the_same_name_apart() {
    mkdir -p "$folder/$odd_name/one" "$folder/$odd_name/two"
    cp solutions/01_vector_add.cl "$folder/$odd_name/one/vector_add.cl"
    cp tests/kernels/wrong/vector_add/minus.cl "$folder/$odd_name/two/vector_add.cl"
    for _ in 1 2; do
        workshop run "$folder/$odd_name/one/vector_add.cl" --no-timing --json --device cpu
        expect_status 0
        workshop run "$folder/$odd_name/two/vector_add.cl" --no-timing --json --device cpu
        expect_status 1
        expect_code wrong-values
    done
}

test_judges_a_file_anew_after_a_change() {
    cp solutions/01_vector_add.cl "$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --json --device cpu
    expect_code solved
    cp tests/kernels/wrong/vector_add/minus.cl "$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --json --device cpu
    expect_code wrong-values
}

test_gives_a_build_error_its_file_line_and_caret() {
    mkdir "$folder/$odd_name"
    cp tests/kernels/wrong/vector_add/undeclared_name.cl "$folder/$odd_name/vector_add.cl"
    workshop run "$folder/$odd_name/vector_add.cl" --no-timing --json --device cpu
    expect_status 1
    expect_code build-error
    local message line
    message=$(jq -r '.diagnosis[0].message' "$stdout")
    line=$(grep -oE 'vector_add\.cl:[0-9]+:[0-9]+' <<<"$message" | head -n 1 | cut -d : -f 2)
    [ -n "$line" ] || fail "the message names no file with line and column"
    grep -qF -e "$(sed -n "${line}p" "$folder/$odd_name/vector_add.cl")" <<<"$message" ||
        fail "the message does not show line $line"
    grep -qE '^ *[~ ]*\^' <<<"$message" || fail "the message has no caret"
}

# The programs in PoCL's cache.
count_programs() {
    find "$POCL_CACHE_DIR" -name program.bc | wc -l
}

test_unrolls_no_loop_by_force_where_nothing_is_measured() {
    local before
    export POCL_CACHE_DIR=$folder/cache
    mkdir "$POCL_CACHE_DIR"
    cp tests/kernels/right/vector_add/tuned.cl "$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --json --device cpu
    expect_code solved
    before=$(count_programs)
    [ "$before" -gt 0 ] || fail "nothing lies in the cache"
    sed -i 's/#pragma unroll/#pragma nounroll/' "$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --json --device cpu
    expect_code solved
    [ "$(count_programs)" -eq "$before" ] || fail "the loops were built in another way before"
}

test_speaks_of_a_pragma_as_it_is_written() {
    sed 's/const size_t i/#pragma unroll\n    &/' solutions/01_vector_add.cl >"$folder/vector_add.cl"
    PATH=$own workshop run "$folder/vector_add.cl" --no-timing --json --device cpu # there is no clang
    expect_code build-error
    jq -r '.diagnosis[0].message' "$stdout" | grep -qF "'#pragma unroll'" || fail "another pragma is meant"
}

run_test "$@"
