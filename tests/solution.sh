#!/usr/bin/env bash
# The solutions and the worked examples. Usage: tests/solution.sh TEST NN_NAME
# shellcheck disable=SC2016 # jq has variables of its own
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

# The last run accepted its kernel: every case passes, and there are figures for every kernel.
expect_acceptance() {
    expect_status 0
    expect_json '.verdict == "solved" and .diagnosis == []'
    expect_json '(.cases | length) > 0 and all(.cases[]; .verdict == "pass" and .mismatches == 0)'
    expect_json '([.cases[].kernel] | unique) ==
                 ([.performance[] | select(.contestant == "yours").kernel] | unique)'
    # JSON has no infinity and no NaN: jq makes null or the largest number of them.
    expect_json 'all(.performance[];
                     all(.median_ms, .min_ms, .gbs; type == "number" and . > 0 and . < 1e9) and
                     (.gflops | type == "number" and . >= 0 and . < 1e9) and
                     .min_ms <= .median_ms)'
}

expect_clblast() {
    if [[ $1 == *matmul* ]]; then
        expect_json 'any(.performance[]; .contestant == "clblast") and
                     any(.performance[]; .of_clblast > 0)'
    fi
}

# The option --solution takes it.
test_accepted_on_cpu() {
    workshop run "${1#??_}" --solution --json --device cpu
    expect_acceptance
    expect_json --arg file "solutions/$1.cl" '.device.type == "CPU" and .kernel_file == $file'
    expect_clblast "$1"
}

test_example_accepted_on_cpu() {
    workshop run "kernels/$1.cl" --json --device cpu
    expect_acceptance
}

# A rung that says what it needs is refused where that is not there.
test_rung_accepted_on_cpu() {
    local needs
    needs=$(sed -n 's,^// needs: \([^ ]*\).*,\1,p' "kernels/$1.cl")
    if [ -n "$needs" ]; then
        workshop run "kernels/$1.cl" --no-timing --no-tuned --device cpu
        expect_status 3
        expect_error_with "it needs $needs"
        return
    fi
    workshop run "kernels/$1.cl" --json --no-timing --no-tuned --device cpu --timeout 60
    expect_status 0
    expect_json '.verdict == "solved" and all(.cases[]; .verdict == "pass")'
}

run_test "$@"
