#!/usr/bin/env bash
# The templates; scripts/check_course looks at their files. Usage: tests/template.sh TEST NN_NAME
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

test_not_started() {
    local kernels
    kernels=$(sed -nE 's/^__kernel void ([a-z0-9_]+)\(.*/\1/p' "solutions/$1.cl" | sort)
    [ -n "$kernels" ] || fail "solutions/$1.cl has no kernel"
    workshop run "$COURSE/exercises/$1.cl" --json --device cpu
    expect_status 1
    expect_json '[.diagnosis[].code] | unique == ["not-started"]'
    [ "$(jq -r '.diagnosis[].kernel' "$stdout" | sort)" = "$kernels" ] ||
        fail "not every kernel is told to be not started"
}

# That in exercises/, or, where a participant works on it, that which git has.
test_is_the_solution_with_its_todos_emptied() {
    if cmp -s "exercises/$1.cl" "$COURSE/exercises/$1.cl"; then
        return
    fi
    git show ":exercises/$1.cl" >"$folder/template.cl" 2>/dev/null ||
        skip "exercises/$1.cl has been worked on, and git does not know how it was"
    diff "$COURSE/exercises/$1.cl" "$folder/template.cl" || fail "the template is another"
}

run_test "$@"
