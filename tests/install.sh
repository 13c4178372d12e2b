#!/usr/bin/env bash
# What cmake --install leaves behind: a library for programs outside of this tree, and a program
# that has its course with it. Usage: tests/install.sh TEST
# shellcheck disable=SC2016 # jq has variables of its own
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

flags=(-Wall -Wextra -Werror)
if [ "${SANITIZE:-OFF}" = ON ]; then
    flags+=("-fsanitize=address,undefined")
fi

# Installs into $prefix; with an argument, that component alone. Nothing of this tree is looked at
# afterwards but what the tests name.
install_into_prefix() {
    prefix=$folder/prefix
    run cmake --install "$BUILD" --prefix "$prefix" ${1:+--component "$1"}
    expect_status 0
    cp -r tests/outside "$folder/outside"
    printf '__kernel void matmul(__global float *c)\n{\n    c[0] = nowhere;\n}\n' >"$folder/broken.cl"
    cd "$folder"
}

# Runs the program from outside.
expect_products_of() {
    run "$1" "$folder/broken.cl"
    expect_status 0
}

# Configures the project outside against $prefix, builds it, and runs what it made.
expect_cmake_project_works() {
    run cmake -S outside -B outside/build -G Ninja -DCMAKE_PREFIX_PATH="$prefix" \
        -DCMAKE_C_FLAGS="${flags[*]}" -DCMAKE_CXX_FLAGS="${flags[*]}"
    expect_status 0
    run ninja -C outside/build
    expect_status 0
    expect_products_of outside/build/from_c
    expect_products_of outside/build/from_cxx
}

# --- the library ------------------------------------------------------------------------------------

test_a_cmake_project_outside_finds_the_library() {
    install_into_prefix library
    expect_cmake_project_works
}

test_pkg_config_leads_to_the_library_after_it_was_moved() {
    local options
    install_into_prefix library
    mv "$prefix" "$folder/moved"
    export PKG_CONFIG_PATH=$folder/moved/lib/pkgconfig
    PKG_CONFIG_PATH+=:$(echo "$folder"/moved/lib/*/pkgconfig)
    read -ra options <<<"$(pkg-config --static --cflags --libs workshop)"
    run cc "${flags[@]}" -o from_c outside/multiply.c "${options[@]}"
    expect_status 0
    expect_products_of ./from_c
    run c++ "${flags[@]}" -o from_cxx outside/multiply.cpp "${options[@]}"
    expect_status 0
    expect_products_of ./from_cxx
}

test_a_shared_library_works_as_well_and_shows_only_its_own_names() {
    local build=$folder/shared names
    run cmake -S . -B "$build" -G Ninja -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Release \
        -DWORKSHOP_SANITIZE="${SANITIZE:-OFF}"
    expect_status 0
    run ninja -C "$build" workshop_matmul
    expect_status 0
    names=$(nm -D --defined-only "$build"/host/library/libworkshop_matmul.so |
        awk '{ print $3 }' | grep -v '^workshop_' || true)
    [ -z "$names" ] || fail "the shared library shows $names"
    BUILD=$build install_into_prefix library
    expect_cmake_project_works
}

test_the_archive_shows_only_its_own_names() {
    local names
    names=$(nm -g --defined-only "$BUILD"/host/library/libworkshop_matmul.a |
        awk 'NF == 3 { print $3 }' | grep -v '^workshop_' || true)
    [ -z "$names" ] || fail "the archive shows $names"
}

# --- the example ------------------------------------------------------------------------------------

test_the_example_multiplies_with_the_solution_and_with_a_file() {
    WORKSHOP_DEVICE=cpu run "$BUILD/example_use_matmul" 65 33 129
    expect_status 0
    expect_output_with "2000 of 2000 samples are right"
    WORKSHOP_DEVICE=cpu run "$BUILD/example_use_matmul" 20 30 40 tests/kernels/right/matmul/plain.cl
    expect_status 0
    expect_output_with "2000 of 2000 samples are right"
}

test_the_example_ends_with_the_status_that_fits() {
    export WORKSHOP_DEVICE=cpu
    run "$BUILD/example_use_matmul" 20 30 40 "$COURSE/exercises/04_matmul.cl" # not started: all wrong
    expect_status 1
    run "$BUILD/example_use_matmul" 20 30 40 "$COURSE/exercises/01_vector_add.cl"
    expect_status 1
    run "$BUILD/example_use_matmul" 20 30
    expect_status 2
    run "$BUILD/example_use_matmul" 20 30 40 no/such.cl
    expect_status 2
    WORKSHOP_DEVICE="no such device" run "$BUILD/example_use_matmul" 20 30 40
    expect_status 3
}

# --- the program ------------------------------------------------------------------------------------

# Installs all of it; `workshop` is then the installed program, and starts in a folder without a course.
install_program() {
    install_into_prefix
    export HOME=$folder/home
    unset XDG_STATE_HOME
    mkdir "$HOME" elsewhere
    cd elsewhere
    touch "$folder/stamp"
    sleep 0.1
    WORKSHOP=$prefix/bin/workshop
}

test_an_installed_program_judges_the_installed_course_and_never_writes_there() {
    local written
    install_program
    workshop run 1 --solution --device cpu --no-timing --json
    expect_status 0
    expect_json --arg file "$prefix/share/workshop/solutions/01_vector_add.cl" \
        '.verdict == "solved" and .kernel_file == $file'
    workshop run 1 --device cpu --no-timing
    expect_status 1
    workshop run 2 --solution --device cpu --no-timing --show
    expect_status 0
    workshop hint 1
    expect_status 0
    workshop reset 1
    expect_status 2
    expect_error_with "cp -r $prefix/share/workshop my_workshop"
    [ -e "$HOME/.local/state/workshop/progress.json" ] || fail "no progress was kept"
    written=$(find "$prefix" . -newer "$folder/stamp" -type f)
    [ -z "$written" ] || fail "written into the installed course or the current folder: $written"
}

test_an_installed_program_takes_a_copy_of_the_course_where_it_stands() {
    install_program
    cp -r "$prefix/share/workshop" my_workshop
    cd my_workshop
    cp solutions/01_vector_add.cl exercises/
    workshop run 1 --device cpu --no-timing
    expect_status 0
    workshop list --json
    expect_json '.exercises[] | select(.number == 1) | .state == "solved"'
    [ -e .workshop/progress.json ] || fail "progress is not beside the exercises"
    [ ! -e "$HOME/.local" ] || fail "progress is in the home folder"
    workshop reset 1
    expect_status 0
}

test_an_installed_program_keeps_progress_where_xdg_says() {
    install_program
    XDG_STATE_HOME=$folder/state workshop hint 1
    expect_status 0
    [ -e "$folder/state/workshop/progress.json" ] || fail "no progress in XDG_STATE_HOME"
}

test_the_man_page_and_the_completions_are_installed() {
    local file
    install_into_prefix
    for file in man/man1/workshop.1 bash-completion/completions/workshop \
        zsh/site-functions/_workshop; do
        [ -s "$prefix/share/$file" ] || fail "there is no share/$file"
    done
}

run_test "$@"
