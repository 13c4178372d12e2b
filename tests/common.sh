# shellcheck shell=bash
# What the tests' scripts share. A test is a function test_SENTENCE of tests/FAMILY.sh; CTest calls
# it as FAMILY.SENTENCE, by `tests/FAMILY.sh SENTENCE ARGUMENTS...`.
#
# From the environment: WORKSHOP is the program, HELPERS the folder of the tests' own programs,
# BUILD the build folder, TIME_SCALE how many times slower this build may be, COURSE the course as it is
# handed out: that in the sources has its exercises solved, perhaps.
# For the tests: $root is the sources, and where they start; $folder is empty and goes away.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
# shellcheck disable=SC2034 # for the tests
scale=${TIME_SCALE:-1}
: "${WORKSHOP:=$root/build/workshop}" "${BUILD:=$root/build}" "${HELPERS:=$BUILD/tests}" "${COURSE:=$BUILD/course}"
unset COLUMNS NO_COLOR WORKSHOP_DEVICE WORKSHOP_ROOT

fail() {
    echo "$*" >&2
    show_last_run >&2
    exit 1
}

# Ends the test as skipped; the reason is its name.
skip() {
    echo "skipped: $*"
    exit 77
}

# --- running the program ----------------------------------------------------------------------------

# Runs the program; $status, $stdout and $stderr (files) tell what it did.
workshop() {
    status=0
    last="workshop $*"
    "$WORKSHOP" "$@" >"$stdout" 2>"$stderr" </dev/null || status=$?
}

# Likewise, but any command.
run() {
    status=0
    last="$*"
    "$@" >"$stdout" 2>"$stderr" </dev/null || status=$?
}

show_last_run() {
    if [ -n "${last:-}" ]; then
        echo "--- $last: exit status ${status:-unknown}, standard output:"
        head -c 4000 "$stdout"
        echo "--- standard error:"
        head -c 4000 "$stderr"
    fi
}

expect_status() {
    [ "$status" -eq "$1" ] || fail "expected exit status $1, not $status"
}

# Runs the program on a terminal of that many columns; what it shows is in $stdout, without colours.
workshop_on_columns() {
    local command
    printf -v command '%q ' "$WORKSHOP" "${@:2}"
    last="workshop ${*:2}, on $1 columns"
    status=0
    TERM=dumb script -qec "stty cols $1 rows 50; $command" /dev/null </dev/null >"$stdout" 2>"$stderr" || status=$?
    sed -i -e 's/\r//g' "$stdout"
}

# Standard error is exactly one line and holds the text.
expect_one_line_about() {
    [ "$(wc -l <"$stderr")" -eq 1 ] || fail "expected exactly one line on standard error"
    expect_error_with "$1"
}

expect_error_with() {
    grep -qF -e "$1" "$stderr" || fail "standard error does not say: $1"
}

expect_output_with() {
    grep -qF -e "$1" "$stdout" || fail "standard output does not say: $1"
}

# Standard output is exactly one JSON object, for which the filter holds.
expect_json() {
    jq -es 'length == 1 and (.[0] | type == "object")' "$stdout" >/dev/null 2>&1 ||
        fail "standard output is not exactly one JSON object"
    jq -e "${@:1}" "$stdout" >/dev/null || fail "this does not hold for the JSON object: ${*: -1}"
}

# The first diagnosis code, or "solved".
verdict_code() {
    jq -r 'if .verdict == "solved" then "solved" else .diagnosis[0].code end' "$stdout"
}

expect_code() {
    local code
    code=$(verdict_code)
    [ "$code" = "$1" ] || fail "expected $1, not $code"
}

# The participant's own files are left alone: the program takes the course as it is handed out.
take_pristine_course() {
    export WORKSHOP_ROOT=$COURSE
}

# --- the test itself --------------------------------------------------------------------------------

run_test() {
    local name=$1
    shift
    if ! declare -F "test_$name" >/dev/null; then
        echo "there is no test $name" >&2
        exit 2
    fi
    folder=$(mktemp -d)
    own=$(mktemp -d)
    stdout=$own/stdout stderr=$own/stderr
    trap 'rm -rf "$folder" "$own"' EXIT
    cd "$root"
    "test_$name" "$@"
}
