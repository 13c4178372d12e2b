#!/usr/bin/env bash
# A short run of the fuzz targets of tests/fuzz, with clang's libFuzzer and sanitizers.
# Usage: tests/fuzz.sh are_built; tests/fuzz.sh survives TARGET. FUZZ_SECONDS: how long a target runs.
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

targets=$BUILD/fuzz

expect_libfuzzer() {
    echo 'int LLVMFuzzerTestOneInput(const char *a, long b); int LLVMFuzzerTestOneInput(const char *a, long b) { return a && b == 1; }' >"$folder/empty.c"
    clang -fsanitize=fuzzer,address,undefined "$folder/empty.c" -o "$folder/empty" 2>"$stderr" ||
        skip "clang cannot build fuzz targets here: its package libclang-rt-dev is missing"
}

test_are_built() {
    expect_libfuzzer
    run cmake -S . -B "$targets" -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE= \
        -DCMAKE_C_FLAGS=-O1 -DWORKSHOP_FUZZ=ON
    expect_status 0
    run ninja -C "$targets" fuzz_targets
    expect_status 0
}

# Folders of inputs to begin with.
seeds_of() {
    local kept=tests/fuzz/seeds/$1
    if [ -d "$kept" ]; then
        echo "$kept"
    fi
    case $1 in
        image)
            mkdir "$folder/pictures"
            "$HELPERS/make_pictures" "$folder/pictures"
            echo "$folder/pictures"
            ;;
        source | tuning) printf '%s\n' exercises solutions kernels tests/kernels/wrong/matmul ;;
    esac
}

test_survives() {
    local seeds
    expect_libfuzzer
    mapfile -t seeds < <(seeds_of "$1")
    mkdir "$folder/found"
    run env TMPDIR="$folder" "$targets/tests/${1}_fuzz" "$folder/found" "${seeds[@]}" -seed=1 \
        -max_total_time="${FUZZ_SECONDS:-4}" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$folder/"
    if [ "$status" -ne 0 ]; then
        tail -n 40 "$stderr" >&2
        fail "the fuzz target $1 found something; its input is above, in base64"
    fi
    grep -E 'DONE|stat::|^Done' "$stderr" || true
}

run_test "$@"
