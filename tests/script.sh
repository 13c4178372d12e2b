#!/usr/bin/env bash
# The scripts and the continuous integration. Usage: tests/script.sh TEST
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

test_shellcheck_has_nothing_to_say() {
    find scripts .ci tests slides/minutes slides/exercise_minutes -maxdepth 1 -type f ! -name packages.txt ! -name '*.c' ! -name '*.txt' ! -name '*.cmake' \
        -exec shellcheck --external-sources {} +
}

test_c_files_are_laid_out_by_clang_format() {
    if ! clang-format --version | grep -q 'version 14\.'; then
        skip "other versions lay out differently than that of Debian 12"
    fi
    run scripts/format --check
    expect_status 0
}

test_continuous_integration_calls_the_script_for_tests() {
    grep -qx 'exec ./scripts/test --all' .ci/run || fail ".ci/run does not call ./scripts/test"
    grep -qE '^ +- run: ./scripts/test --all$' .github/workflows/ci.yml ||
        fail "the workflow does not call ./scripts/test"
    [ -x .ci/run ] || fail ".ci/run cannot be executed"
}

# Packages of one kind, as scripts/packages.txt lists them.
packages() {
    local option=-v
    if [ "$1" = optional ]; then
        option=-e
    fi
    grep '^[a-z0-9]' scripts/packages.txt | grep "$option" '# optional' | awk '{ print $1 }' | sort
}

# Programs for a machine without any package, and without root or sudo.
make_bare_machine() {
    mkdir "$folder/bin"
    printf '#!/bin/sh\nexit 1\n' >"$folder/bin/dpkg-query"
    printf '#!/bin/sh\nexit 0\n' >"$folder/bin/apt-cache"
    printf '#!/bin/sh\necho 1000\n' >"$folder/bin/id"
    printf '#!/bin/sh\nexit 1\n' >"$folder/bin/sudo"
    printf '#!/bin/sh\necho "called: apt-get $*"\nexit 1\n' >"$folder/bin/apt-get"
    chmod +x "$folder"/bin/*
}

test_setup_without_root_or_sudo_prints_the_line_to_type() {
    local script
    make_bare_machine
    for script in setup run test; do
        run env "PATH=$folder/bin:$PATH" "scripts/$script"
        expect_status 3
        [ "$(tail -n 1 "$stderr")" = \
            "sudo apt-get install $({ packages needed && packages optional; } | xargs)" ] ||
            fail "the last line is not the command that installs everything"
        [ ! -s "$stdout" ] || fail "expected nothing on standard output"
    done
}

test_setup_refuses_an_unknown_preset() {
    run env PRESET=nonsense scripts/setup
    expect_status 2
    expect_one_line_about nonsense
}

# Milliseconds that a command takes, the shortest of three.
shortest_ms() {
    local best=1000000 began took
    for _ in 1 2 3; do
        began=$(date +%s%3N)
        run "$@"
        expect_status 0
        took=$(($(date +%s%3N) - began))
        best=$((took < best ? took : best))
    done
    echo "$best"
}

test_a_second_run_adds_less_than_a_second() {
    local whole alone
    if [ "$(readlink -f "$BUILD")" != "$root/build" ]; then
        skip "scripts/run builds into $root/build, and the tests belong to $BUILD"
    fi
    run scripts/run list
    whole=$(shortest_ms scripts/run list)
    alone=$(shortest_ms "$WORKSHOP" list)
    [ "$((whole - alone))" -lt 1000 ] || fail "set-up adds $((whole - alone)) ms"
}

# The subcommands, from the program's own usage; the options of one, from its --help.
subcommands() {
    "$WORKSHOP" --help | sed -nE 's/^  ([a-z]+) .*/\1/p'
}

options_of() {
    "$WORKSHOP" "$1" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -e '--[a-z-]+'
}

# What bash would propose after these words.
proposals() {
    bash -c '
        source completions/workshop.bash
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _workshop
        printf "%s\n" "${COMPREPLY[@]}"' _ "$@"
}

test_completion_knows_every_subcommand_and_option() {
    local subcommand option
    for subcommand in $(subcommands); do
        proposals workshop "" | grep -xF "$subcommand" >/dev/null || fail "bash is not told of $subcommand"
        grep -q "'$subcommand:" completions/_workshop || fail "zsh is not told of $subcommand"
        for option in $(options_of "$subcommand"); do
            if [[ $option == --usage || $option == --version ]]; then
                continue
            fi
            proposals workshop "$subcommand" -- | grep -xF -e "$option" >/dev/null ||
                fail "bash is not told of $subcommand $option"
        done
    done
    proposals workshop run "" | grep -x all >/dev/null || fail "bash does not propose: run all"
    proposals workshop run 1 --device "" | grep -x gpu >/dev/null || fail "bash proposes no device"
}

test_the_man_page_names_every_subcommand_and_option() {
    local subcommand option
    for subcommand in $(subcommands); do
        grep -qx ".B $subcommand" docs/workshop.1 || fail "the man page lacks $subcommand"
        for option in $(options_of "$subcommand"); do
            if [ "$option" != --usage ]; then
                grep -qF -e "${option//-/\\-}" docs/workshop.1 || fail "the man page lacks $option"
            fi
        done
    done
}

# In a copy, for it writes into the document.
test_figures_are_those_of_the_saved_results() {
    mkdir "$folder/slides"
    cp -r scripts docs kernels "$folder"
    cp slides/*.mjs "$folder/slides"
    sed -i '/<!-- figures -->/,/<!-- end of figures -->/{//!d}' "$folder/docs/PERFORMANCE.md"
    run "$folder/scripts/figures"
    expect_status 0
    diff "$folder/docs/PERFORMANCE.md" docs/PERFORMANCE.md >&2 || fail "docs/PERFORMANCE.md: scripts/figures renews it"
}

test_editor_files_are_json_and_name_real_commands() {
    jq -e . .vscode/*.json >/dev/null || fail "not JSON"
    jq -r '.tasks[].args[0]' .vscode/tasks.json | while read -r subcommand; do
        subcommands | grep -xF "$subcommand" >/dev/null || fail "there is no subcommand $subcommand"
    done
}

run_test "$@"
