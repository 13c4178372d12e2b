#!/usr/bin/env bash
# What checks the course, tried on a tiny course that each test spoils in one way.
# Usage: tests/course.sh TEST
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

# Copies the tiny course to where the test stands; $template, $solution, $lesson are its files.
make_course() {
    cp -R "$root/tests/course/." "$folder"
    cd "$folder"
    template=exercises/01_vector_add.cl
    solution=solutions/01_vector_add.cl
    lesson=exercises/01_vector_add.md
}

check() {
    WORKSHOP=$WORKSHOP run "$root/scripts/check_course" "$@" "$folder"
}

# Exactly one fault, on a line that holds the text.
expect_fault() {
    check "${@:2}"
    expect_status 1
    expect_output_with "$1"
    [ "$(wc -l <"$stdout")" -eq 1 ] || fail "expected exactly one fault"
}

test_this_course_is_sound() {
    run "$root/scripts/check_course" --static "$COURSE"
    expect_status 0
}

test_a_sound_course_passes() {
    make_course
    check
    expect_status 0
}

test_a_stray_file_is_caught() {
    make_course
    touch exercises/notes.txt
    expect_fault "exercises/notes.txt: does not belong here" --static
}

test_a_missing_solution_is_caught() {
    make_course
    rm "$solution"
    expect_fault "$solution: missing" --static
}

test_a_missing_lesson_is_caught() {
    make_course
    rm "$lesson"
    expect_fault "$lesson: missing" --static
}

test_a_solution_without_template_is_caught() {
    make_course
    cp "$solution" solutions/02_image_filters.cl
    expect_fault "solutions/02_image_filters.cl: has no template" --static
}

test_a_gap_in_the_numbers_is_caught() {
    make_course
    for file in "$template" "$solution" "$lesson"; do
        mv "$file" "${file/01/02}"
    done
    expect_fault "exercises/02_vector_add.cl: number 1 is missing" --static
}

test_a_todo_without_its_end_is_caught() {
    make_course
    sed -i '/END TODO 2/d' "$template" "$solution"
    check --static
    expect_status 1
    expect_output_with "$template: its TODOs are not 1 to 2, each with its end"
    expect_output_with "$solution: its TODOs are not 1 to 2, each with its end"
}

test_files_without_a_todo_are_caught() {
    make_course
    sed -i '/TODO [0-9]/d' "$template" "$solution"
    check --static
    expect_status 1
    expect_output_with "$template: has no TODO"
    expect_output_with "$solution: has no TODO"
}

test_a_difference_outside_of_the_todos_is_caught() {
    make_course
    sed -i 's/LOCAL_X 64/LOCAL_X 128/' "$solution"
    expect_fault "$template: differs from its solution outside of the TODO blocks" --static
}

test_a_solved_template_is_caught() {
    make_course
    cp "$solution" "$template"
    expect_fault "$template: is solved already" --static
}

test_a_missing_section_is_caught() {
    make_course
    sed -i 's/^## The picture/### The picture/' "$lesson"
    expect_fault "$lesson: its sections are" --static
}

test_a_missing_step_is_caught() {
    make_course
    sed -i '/^2\. Add/d' "$lesson"
    expect_fault "$lesson: its steps are 1 , but the template has 2 TODOs" --static
}

test_a_fourth_hint_is_caught() {
    make_course
    printf '\n### Hint 4\n' >>"$lesson"
    expect_fault "$lesson: its hints are 1 2 3 4 , not 1 2 3" --static
}

test_a_hint_that_passes_over_a_todo_is_caught() {
    make_course
    sed -i '/look at the sign/d' "$lesson"
    expect_fault "$lesson: hint 1 speaks of the TODOs 1 , but there are 2" --static
}

test_a_template_with_a_warning_is_caught() {
    make_course
    sed -i 's/^{$/{\n    float unused;/' "$template" "$solution"
    expect_fault "$template: does not compile without warnings" --static
}

test_a_template_that_does_something_is_caught() {
    make_course
    sed -i 's/^}$/    z[0] = 0.0f;\n}/' "$template"
    check
    expect_status 1
    expect_output_with "$template: device 0 says 'unwritten-output wrong-values', not 'not-started'"
}

test_a_wrong_solution_is_caught() {
    make_course
    sed -i 's/x\[i\] + y\[i\]/x[i] - y[i]/' "$solution"
    expect_fault "$solution: device 0 says 'wrong-values', not 'solved'"
}

test_a_solution_with_a_race_is_caught() {
    local race
    make_course
    race='    __local float sums[LOCAL_X];\n    const size_t me = get_local_id(0), other = me ^ 1;\n'
    race+='    sums[me] = i < n ? x[i] + y[i] : 0.0f;\n    if (i - me + other < n) {\n'
    race+='        z[i - me + other] = sums[other];'
    sed -i "/^    if (i < n) {$/d; s/^        z\[i\] = .*/$race/" "$solution"
    expect_fault "$solution: device 0 says 'missing-barrier', not 'solved'"
}

# Puts a program before the real one that changes what a subcommand prints, by a jq filter.
change_output_of() {
    # shellcheck disable=SC2016 # the written program expands these
    printf '#!/usr/bin/env bash\nif [ "$1" = %q ]; then %q "$@" | jq %q; else exec %q "$@"; fi\n' \
        "$1" "$WORKSHOP" "$2" "$WORKSHOP" >"$folder/workshop"
    chmod +x "$folder/workshop"
    WORKSHOP=$folder/workshop
}

test_a_missing_oclgrind_is_told() {
    make_course
    change_output_of check '(.checks[] | select(.name == "Oclgrind") | .ok) = false'
    expect_fault "Oclgrind is not installed"
}

test_a_solution_that_oclgrind_saw_in_part_only_is_told() {
    make_course
    change_output_of run '.notes += [{"text": "Missing barriers were looked for in part only."}]'
    expect_fault "$solution: device 0 says 'Missing barriers were looked for in part only.', not 'solved'"
}

run_test "$@"
