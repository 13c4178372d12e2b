#!/usr/bin/env bash
# What needs a GPU; skipped where `workshop devices` lists none. Usage: tests/gpu.sh TEST NAME
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

need_gpu() {
    workshop devices --json
    if ! jq -e 'any(.devices[]; .type == "GPU" and .usable)' "$stdout" >/dev/null; then
        skip "no GPU"
    fi
}

test_solution_accepted() {
    need_gpu
    workshop run "solutions/$1.cl" --json --device gpu
    expect_status 0
    expect_json '.verdict == "solved" and .device.type == "GPU" and
                 all(.cases[]; .verdict == "pass") and (.performance | length) > 0'
}

test_template_not_started() {
    need_gpu
    workshop run "$COURSE/exercises/$1.cl" --json --device gpu
    expect_status 1
    expect_json '[.diagnosis[].code] | unique == ["not-started"]'
}

test_every_right_kernel_accepted() {
    local kernel
    need_gpu
    for kernel in tests/kernels/right/"${1#??_}"/*.cl; do
        workshop run "${1#??_}" --kernel "$kernel" --no-timing --json --device gpu
        expect_status 0
        expect_code solved
    done
}

# The rungs of a ladder that this GPU can run; the judge has only float inputs.
test_every_rung_accepted() {
    local rung
    need_gpu
    for rung in kernels/"$1"/*.cl; do
        workshop run "$rung" --no-timing --no-tuned --json --device gpu
        expect_status 0
        expect_code solved
    done
}

test_library_multiplies() {
    need_gpu
    WORKSHOP_DEVICE=gpu run "$BUILD/example_use_matmul" 1001 515 258
    expect_status 0
    expect_output_with "2000 of 2000 samples are right"
}

run_test "$@"
