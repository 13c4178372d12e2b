#!/usr/bin/env bash
# The templates; scripts/check_course looks at their files. Usage: tests/template.sh TEST NN_NAME
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

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

run_test "$@"
