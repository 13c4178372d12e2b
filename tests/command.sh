#!/usr/bin/env bash
# The subcommands: what they print, as text and as JSON. Usage: tests/command.sh TEST
# shellcheck disable=SC2016 # jq has variables of its own
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

first_device() {
    workshop devices --json
    jq -r '.devices[] | select(.type == "CPU").name' "$stdout" | head -n 1
}

# --- check, devices, list ---------------------------------------------------------------------------

test_check_is_green_and_names_the_device() {
    local device
    device=$(first_device)
    workshop check
    expect_status 0
    expect_output_with "$device"
    if grep -q '^missing' "$stdout"; then
        fail "something is missing"
    fi
}

test_check_in_json_names_every_part() {
    workshop check --json
    expect_status 0
    expect_json '.ok == true and all(.checks[];
                     (.name, .text, .mend | type == "string") and
                     (.needed, .ok | type == "boolean"))'
    expect_json '[.checks[].name] | contains(["device 0", "exercises", "CLBlast", "Oclgrind"])'
}

# A folder of programs without the optional ones.
test_check_passes_and_says_how_to_mend_what_is_optional() {
    last="workshop check --json, with an empty PATH"
    status=0
    PATH=$folder "$WORKSHOP" check --json >"$stdout" 2>"$stderr" </dev/null || status=$?
    expect_status 0
    expect_json '.checks[] | select(.name == "clang") |
                 .ok == false and .needed == false and (.mend | contains("apt-get install clang"))'
}

test_check_names_a_cache_that_no_kernel_can_run_from() {
    unshare -rm true 2>/dev/null || skip "no file system can be mounted here"
    WORKSHOP_DEVICE=cpu POCL_CACHE_DIR=$folder run unshare -rm bash -c \
        'mount -t tmpfs -o noexec tmpfs "$POCL_CACHE_DIR" && exec "$WORKSHOP" check'
    expect_status 3
    expect_output_with "mounted noexec"
    expect_output_with "mend with: unset POCL_CACHE_DIR"
}

test_devices_in_json_have_names_and_types() {
    workshop devices --json
    expect_status 0
    expect_json '(.default | type == "number") and (.devices | length) > 0 and
                 all(.devices[]; (.name, .platform | type == "string") and
                     (.number | type == "number") and
                     (.type | IN("CPU", "GPU", "accelerator", "simulator")))'
    expect_json '[.devices[].number] == [range(.devices | length)]'
}

test_devices_marks_the_one_that_is_taken() {
    workshop devices
    expect_status 0
    [ "$(grep -c '^\* *[0-9]' "$stdout")" -eq 1 ] || fail "not exactly one device is marked"
}

test_list_in_json_has_every_exercise_and_example() {
    workshop list --json
    expect_status 0
    expect_json --arg files "$(ls exercises/*.cl)" \
        '[.exercises[] | select(.number > 0).file] == ($files | split("\n"))'
    expect_json '[.exercises[] | select(.number > 0).number] == [1, 2, 3, 4]'
    expect_json '[.exercises[] | select(.number == 0).file] |
                 contains(["kernels/copy.cl", "kernels/negative.cl", "kernels/fusion.cl"])'
    expect_json 'all(.exercises[]; (.name, .title, .state | type == "string"))'
}

test_list_names_every_exercise_and_its_file() {
    local file
    workshop list
    expect_status 0
    for file in exercises/*.cl; do
        expect_output_with "$file"
    done
}

# A course of its own, with one exercise begun and one missing.
test_list_tells_how_far_the_exercises_are() {
    cp -r "$COURSE/exercises" solutions "$folder/"
    cp solutions/01_vector_add.cl "$folder/exercises/"
    rm "$folder/exercises/03_conv2d.cl"
    export WORKSHOP_ROOT=$folder
    workshop list --json
    expect_status 0
    expect_json '[.exercises[] | select(.number > 0).state] ==
                 ["unfinished", "not started", "file missing", "not started"]'
}

expect_state() {
    workshop list --json
    expect_json --arg state "$1" '.exercises[0].state == $state'
}

# Only a judgement takes "solved" away; whoever has solved it may see the solution until then.
test_a_solved_file_that_was_edited_since_stays_solved_until_it_is_judged() {
    local file=$folder/exercises/01_vector_add.cl
    cp -r "$COURSE/exercises" solutions "$folder/"
    export WORKSHOP_ROOT=$folder
    cp solutions/01_vector_add.cl "$file"
    workshop run 1 --device cpu --no-timing
    expect_state "solved"
    sed -i 's/x\[i\] + y\[i\]/x[i] - y[i]/' "$file"
    expect_state "solved, edited since"
    workshop diff 1
    expect_status 0
    workshop run 1 --device cpu --no-timing
    expect_status 1
    expect_state "unfinished"
    workshop diff 1
    expect_status 1
    cp solutions/01_vector_add.cl "$file"
    workshop run 1 --device cpu --no-timing
    workshop reset 1
    expect_state "not started"
}

# --- help -------------------------------------------------------------------------------------------

test_every_subcommand_has_help() {
    local subcommand
    workshop --help
    expect_status 0
    sed -nE 's/^  ([a-z]+) .*/\1/p' "$stdout" >"$folder/subcommands"
    [ "$(wc -l <"$folder/subcommands")" -ge 4 ] || fail "the usage lists too few subcommands"
    while read -r subcommand; do
        workshop "$subcommand" --help
        expect_status 0
        expect_output_with "Usage: workshop $subcommand"
        [ ! -s "$stderr" ] || fail "help goes to standard output"
    done <"$folder/subcommands"
}

test_the_usage_lists_the_subcommands_of_the_first_release() {
    local subcommand
    workshop --help
    for subcommand in check devices list run; do
        grep -q "^  $subcommand  *[a-z]" "$stdout" || fail "the usage does not list $subcommand"
    done
}

# --- run --------------------------------------------------------------------------------------------

test_run_in_json_has_all_keys_of_an_acceptance() {
    workshop run 1 --solution --json --device cpu
    expect_status 0
    expect_json '(.exercise == "vector_add") and (.number == 1) and
                 (.kernel_file == "solutions/01_vector_add.cl") and (.verdict == "solved") and
                 (.device | [.name, .platform, .type] | all(type == "string")) and
                 (.diagnosis == []) and (.performance | type == "array" and length > 0)'
    expect_json 'all(.cases[]; (.kernel, .name | type == "string") and
                               (.verdict | IN("pass", "fail", "skipped")) and
                               (.mismatches, .max_error | type == "number"))'
}

test_run_in_json_has_all_keys_of_a_rejection() {
    workshop run 1 --kernel tests/kernels/wrong/vector_add/minus.cl --no-timing --json --device cpu
    expect_status 1
    expect_json '.verdict == "rejected" and (.diagnosis | length) > 0'
    expect_json 'all(.diagnosis[]; .code, .kernel, .case, .message | type == "string")'
    expect_json 'any(.cases[]; .verdict == "fail" and .mismatches > 0)'
    expect_json '.diagnosis[0].case as $case | any(.cases[]; .name == $case)'
}

test_run_names_the_first_wrong_place() {
    workshop run 1 --kernel tests/kernels/wrong/vector_add/minus.cl --no-timing --device cpu
    expect_status 1
    expect_output_with REJECTED
    expect_output_with wrong-values
    expect_output_with "z[0]"
    tr -s ' \n' ' ' <"$stdout" |
        grep -qE "work-item 0 of work-group 0\): expected -?[0-9.e-]+, got -?[0-9.e-]+" ||
        fail "the text does not say whose place it is, what was expected and what came"
}

test_run_takes_an_exercise_by_number_name_or_path() {
    local exercise
    cd "$COURSE"
    take_pristine_course
    for exercise in 1 01 vector_add exercises/01_vector_add.cl "$PWD/exercises/01_vector_add.cl"; do
        workshop run "$exercise" --json --device cpu
        expect_status 1
        expect_json '.exercise == "vector_add" and .diagnosis[0].code == "not-started"'
    done
}

test_run_works_from_every_folder() {
    cd "$folder" || return
    workshop run 1 --solution --no-timing --json --device cpu
    expect_status 0
}

test_run_names_the_next_exercise_after_a_success() {
    workshop run 1 --solution --no-timing --device cpu
    expect_status 0
    expect_output_with SOLVED
    expect_output_with "run 2"
}

test_run_shows_the_figures_after_a_success() {
    workshop run 1 --solution --device cpu
    expect_status 0
    grep -qE 'vector_add +yours .* ms +[0-9.]+ GB/s +[0-9]+ % of copy, spread [0-9]+ %' "$stdout" ||
        fail "no figure for vector_add"
    workshop run 1 --solution --device cpu --json
    expect_json '.performance | length == 2 and all(.spread >= 0 and .spread < 10)'
}

# The solution's greyscale, and the template's sepia.
half_written() {
    sed '/__kernel void sepia/,$d' solutions/02_image_filters.cl
    sed -n '/__kernel void sepia/,$p' "$COURSE/exercises/02_image_filters.cl"
}

test_run_says_which_of_two_kernels_is_still_to_be_written() {
    half_written >"$folder/image_filters.cl"
    workshop run "$folder/image_filters.cl" --no-timing --device cpu
    expect_status 1
    expect_output_with "UNFINISHED  greyscale is right, "
    expect_output_with "cases; sepia is not written yet"
    ! grep -q REJECTED "$stdout" || fail "it is called rejected"
    workshop run "$folder/image_filters.cl" --no-timing --device cpu --json
    expect_status 1
    expect_json '.verdict == "rejected" and [.diagnosis[].code] == ["not-started"]'
    workshop grade "$folder/image_filters.cl" --device cpu
    expect_status 1
    expect_output_with "unfinished"
    sed -i 's/0.299f/0.399f/' "$folder/image_filters.cl"
    workshop run "$folder/image_filters.cl" --no-timing --device cpu
    expect_status 1
    expect_output_with REJECTED
}

test_run_says_what_beginners_build_errors_mean() {
    sed 's/(size_t)n/n/; s/^#define TILE_X .*/#define TILE_X (4 * LOCAL_X)/' solutions/01_vector_add.cl >"$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu
    expect_status 1
    expect_output_with "min takes two numbers of one type"
    sed 's/get_global_id/get_gobal_id/' solutions/01_vector_add.cl >"$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu
    expect_status 1
    expect_output_with "There is no function of that name"
}

test_run_recognises_whole_numbers_and_another_kernel_size() {
    workshop run tests/kernels/wrong/vector_add/through_int.cl --no-timing --device cpu
    expect_output_with "What is wrong are whole numbers"
    sed 's/weights\[i \* KERNEL_SIZE/weights[i * 3/' solutions/03_conv2d.cl >"$folder/conv2d.cl"
    workshop run "$folder/conv2d.cl" --no-timing --device cpu
    expect_status 1
    expect_output_with "It is right with one KERNEL_SIZE"
    sed 's/0.349f/0.449f/' solutions/02_image_filters.cl >"$folder/image_filters.cl"
    workshop run "$folder/image_filters.cl" --no-timing --device cpu
    expect_output_with "compare the formula"
    ! grep -q "Small sizes are right" "$stdout" || fail "one right pixel is taken for a small size"
}

# On a CPU the file has work-groups of one work-item; Oclgrind takes its values for GPUs.
test_run_judges_the_values_for_gpus_too() {
    sed 's/\[local_column + j \* LOCAL_X\]/[j]/' solutions/04_matmul.cl >"$folder/matmul.cl"
    workshop run "$folder/matmul.cl" --no-timing --device cpu --json
    expect_status 1
    expect_json '.diagnosis[0].code == "wrong-values" and
                 (.diagnosis[0].message | startswith("With the values that the file has for GPUs"))'
    sed '0,/barrier(CLK_LOCAL_MEM_FENCE);/s//barrier(CLK_LOCAL_MEM_FENCE)/' solutions/04_matmul.cl >"$folder/matmul.cl"
    workshop run "$folder/matmul.cl" --no-timing --device cpu --json
    expect_status 1
    expect_json '.diagnosis[0].code == "build-error" and (.diagnosis[0].message | contains("expected"))'
}

# Shuffles with element 11 are a mistake of Oclgrind; a comment about vectors is none.
test_debug_counts_no_mistake_of_oclgrind() {
    workshop debug matmul --kernel tests/kernels/right/matmul/lanes_along_k.cl
    expect_status 0
    expect_output_with "This may be a mistake of Oclgrind"
    expect_output_with "Nothing else found"
    workshop debug matmul --kernel tests/kernels/wrong/matmul/unset_tile_beside_a_comment.cl
    expect_status 1
    expect_output_with "1. nondeterministic in matmul"
    ! grep -q "mistake of Oclgrind" "$stdout" || fail "a value that nobody set is excused"
}

test_debug_says_that_results_are_wrong() {
    sed 's/\[local_column + j \* LOCAL_X\]/[j]/' solutions/04_matmul.cl >"$folder/matmul.cl"
    workshop debug "$folder/matmul.cl"
    expect_status 0
    expect_output_with "The results of matmul, case "
    workshop debug 4 --solution
    expect_status 0
    ! grep -q "The results of" "$stdout" || fail "right results are called wrong"
}

test_run_recognises_a_local_id_for_a_global_one() {
    sed 's/get_global_id/get_local_id/' solutions/01_vector_add.cl >"$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --json
    expect_status 1
    expect_json '.diagnosis[0].code == "unwritten-output" and
                 (.diagnosis[0].message | startswith("Only the first work-group\u0027s part"))'
    workshop run tests/kernels/wrong/vector_add/last_one_left.cl --no-timing --device cpu --json
    expect_json '[.diagnosis[].message | select(startswith("Part of the output"))] | length == 1'
}

# Every work-item makes the rest of its tile: right, and so slow that it is said.
test_run_says_that_a_kernel_takes_many_times_as_long_as_a_copy() {
    sed 's/i += LOCAL_X/i++/; s/^#define LOCAL_X .*/#define LOCAL_X 512/; s/^#define TILE_X .*/#define TILE_X (4 * LOCAL_X)/' \
        solutions/01_vector_add.cl >"$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-tuned --device cpu
    expect_status 0
    expect_output_with "times as long as a copy of as many bytes"
    workshop run 1 --solution --device cpu
    expect_status 0
    ! grep -q "times as long" "$stdout" || fail "the solution is called slow"
}

# The solution of exercise 1 with its last block emptied.
without_todo_4() {
    awk '/END TODO 4/ { on = 0 } !on || /^ *\/\// { print } /TODO 4:/ { on = 1 }' solutions/01_vector_add.cl
}

test_the_last_todo_of_exercise_1_may_be_left_empty() {
    without_todo_4 >"$folder/vector_add.cl"
    [ "$(diff "$folder/vector_add.cl" solutions/01_vector_add.cl | grep -c '^[<>]')" -eq 5 ] ||
        fail "other than the five lines of the loop are gone"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --json
    expect_status 0
    expect_json '.verdict == "solved"'
}

test_run_says_that_the_branch_for_several_elements_is_empty() {
    without_todo_4 | sed 's/^#define TILE_X .*/#define TILE_X (4 * LOCAL_X)/' >"$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --json
    expect_status 1
    expect_json '.diagnosis | length == 1 and .[0].code == "unwritten-output" and
                 (.[0].message | contains("there is nothing between #else and #endif yet"))'
    sed -i 's/^#define TILE_X .*/#define TILE_X LOCAL_X/; s/i >= n/i < n/' "$folder/vector_add.cl" # another reason
    workshop run "$folder/vector_add.cl" --no-timing --device cpu --json
    expect_status 1
    expect_json 'all(.diagnosis[].message; contains("#else") | not)'
}

# The counts of the kernels add up to those of the headline.
test_run_counts_for_each_kernel_what_was_not_tried() {
    half_written | sed 's/0.299f/0.399f/' >"$folder/image_filters.cl"
    workshop run "$folder/image_filters.cl" --no-timing --device cpu
    expect_status 1
    sed -nE 's/^(REJECTED  |  greyscale +wrong-values, |  sepia +not-started, )//p' "$stdout" |
        sed -E 's/([0-9]+) of ([0-9]+) cases passed, ([0-9]+) not tried/\2 \3/; s/^([0-9]+) not tried/0 \1/' >"$folder/counts"
    awk 'NR == 1 { tried = $1; not = $2 } NR > 1 { tried -= $1; not -= $2 }
         END { exit !(NR == 3 && tried == 0 && not == 0) }' "$folder/counts" ||
        fail "the counts do not add up"
}

test_run_all_prints_a_row_for_every_kernel() {
    local kernel
    workshop run all --solution --no-timing --device cpu
    expect_status 0
    for kernel in vector_add greyscale sepia conv2d matmul; do
        grep -qE "^[1-4 ] [a-z0-9_ ]{13} $kernel +[0-9]+ of [0-9]+ *$" "$stdout" || fail "no row for $kernel"
    done
}

test_run_all_in_json_has_a_verdict_for_every_exercise() {
    take_pristine_course
    workshop run all --json --no-timing --device cpu
    expect_status 1
    expect_json '[.results[].number] == [1, 2, 3, 4] and
                 all(.results[]; .diagnosis[0].code == "not-started")'
}

# --- the device -------------------------------------------------------------------------------------

# The solution runs on the named CPU with these arguments.
runs_on() {
    local device=$1
    shift
    workshop run 1 --solution --no-timing --json "$@"
    expect_status 0
    expect_json --arg device "$device" '.device.name == $device'
}

test_device_is_chosen_by_type_number_or_part_of_a_name() {
    local device number
    device=$(first_device)
    number=$(jq '.devices[] | select(.type == "CPU").number' "$stdout" | head -n 1)
    runs_on "$device" --device cpu
    runs_on "$device" --device CPU
    runs_on "$device" --device "$number"
    runs_on "$device" --device "${device:2:8}"
    runs_on "$device" --device "$(tr '[:lower:]' '[:upper:]' <<<"${device:2:8}")"
}

test_device_comes_from_the_environment_unless_an_option_says_otherwise() {
    local device
    device=$(first_device)
    export WORKSHOP_DEVICE=${device:2:8}
    runs_on "$device"
    WORKSHOP_DEVICE=nonsense
    workshop run 1 --solution --no-timing --json
    expect_status 2
    runs_on "$device" --device cpu
}

test_run_says_which_device_it_took_and_how_to_choose_another() {
    take_pristine_course
    workshop devices --json
    local device
    device=$(jq -r '.default as $number | .devices[] | select(.number == $number).name' "$stdout")
    workshop run 1
    expect_output_with "$device"
    expect_output_with --device
}

# --- narrow terminals -------------------------------------------------------------------------------

# What is wider than so many columns, but for a path, or a command between backquotes, on a line of its own.
too_wide_for() {
    awk -v columns="$1" '{
        words = $0
        gsub(/`[^`]*`/, "word", words)
        gsub(/^ +| +$/, "", words)
        if (length($0) > columns && words ~ / /) print
    }' "$stdout"
}

# fits ARGUMENTS...: at 60 and at 80 columns.
fits() {
    local columns wide
    for columns in 60 80; do
        workshop_on_columns $columns "$@"
        [ -s "$stdout" ] || fail "nothing is shown"
        wide=$(too_wide_for $columns)
        [ -z "$wide" ] || fail "too wide for $columns columns: $wide"
    done
}

test_every_subcommand_fits_a_narrow_terminal() {
    local course=$folder/a_folder_with_a_long_name/course
    mkdir -p "$course"
    cp -r "$COURSE/exercises" solutions kernels "$course"
    export WORKSHOP_ROOT=$course WORKSHOP_DEVICE=cpu
    fits
    fits help
    fits nonsense
    fits check
    fits devices
    fits list
    fits hint 4 --level 2
    fits diff 1
    fits run 1
    fits run 4 --solution
    fits run nobody
    fits run "$course/there_is_no_such_vector_add.cl"
    fits run 4 --kernel tests/kernels/wrong/matmul/no_second_barrier.cl --no-timing
    fits run all --solution
    fits debug 4 --kernel tests/kernels/wrong/matmul/no_second_barrier.cl
    fits map 4 --kernel kernels/matmul/01_naive.cl
    fits grade "$course/solutions/01_vector_add.cl" tests/kernels/wrong/vector_add/minus.cl README.md
    fits tune 1 --solution --budget 2 --sizes 1000
    fits bench --portability docs/performance/{h100,xeon_2_cores}/vector_add.json
    fits bench --help
    echo "// edited" >>"$course/exercises/01_vector_add.cl"
    fits reset 1
}

test_what_is_piped_is_as_wide_as_columns_says() {
    local columns wide
    export WORKSHOP_ROOT=$COURSE WORKSHOP_DEVICE=cpu
    for columns in 60 80; do
        COLUMNS=$columns workshop map 1 --solution
        wide=$(too_wide_for $columns)
        [ -z "$wide" ] || fail "too wide for $columns columns: $wide"
    done
    COLUMNS=none workshop list
    expect_status 0
}

test_a_command_to_copy_is_never_broken() {
    export WORKSHOP_ROOT=$COURSE
    workshop_on_columns 40 run nobody
    expect_output_with "\`$WORKSHOP list\`"
    workshop_on_columns 40 run 1 --no-timing
    expect_output_with "\`$WORKSHOP devices\`"
}

# --- colours ----------------------------------------------------------------------------------------

escape=$'\e['

# What the program prints on a terminal.
on_terminal() {
    local command
    printf -v command '%q ' "$WORKSHOP" "$@"
    last="workshop $*, on a terminal"
    status=0
    TERM=xterm-256color script -qec "$command" /dev/null >"$stdout" 2>"$stderr" </dev/null ||
        status=$?
}

expect_no_colours() {
    if grep -qF "$escape" "$stdout" "$stderr"; then
        fail "there are escape codes"
    fi
}

test_there_are_colours_on_a_terminal() {
    on_terminal check
    expect_status 0
    expect_output_with "$escape"
}

test_there_are_no_colours_where_no_terminal_is() {
    export TERM=xterm-256color
    workshop check
    expect_no_colours
    workshop run 1 --device cpu
    expect_no_colours
}

test_there_are_no_colours_where_no_color_is_set() {
    export NO_COLOR=1
    on_terminal check
    expect_status 0
    expect_no_colours
}

test_show_draws_before_after_and_what_is_wrong() {
    [[ $(ldd "$WORKSHOP") == *libchafa* ]] || skip "the program was built without chafa"
    on_terminal run 2 --kernel tests/kernels/wrong/image_filters/no_clamp.cl --no-timing --show \
        --device cpu --image images/camera.png --gallery "$folder/pictures"
    expect_status 1
    expect_output_with "before, after, and where it is wrong"
    on_terminal run 2 --solution --no-timing --show --device cpu --image images/camera.png \
        --gallery "$folder/pictures"
    expect_status 0
    grep -q "before, after.$" "$stdout" || fail "the right pictures are not shown"
}

test_show_names_the_pictures_where_no_terminal_is() {
    workshop run 2 --solution --no-timing --show --device cpu --image images/camera.png \
        --gallery "$folder/pictures"
    expect_status 0
    expect_output_with "$folder/pictures"
    if grep -q "before, after" "$stdout"; then
        fail "there are pictures although this is no terminal"
    fi
}

test_json_on_a_terminal_has_no_colours() {
    take_pristine_course
    on_terminal run 1 --json --device cpu
    expect_status 1
    expect_no_colours
    expect_json '.diagnosis[0].code == "not-started"'
}

test_debug_finds_nothing_in_any_solution() {
    local exercise
    for exercise in 1 2 3 4; do
        workshop debug "$exercise" --solution
        expect_status 0
        expect_output_with "Nothing found"
    done
}

test_debug_names_the_lines_and_work_items_of_a_race() {
    workshop debug matmul --kernel tests/kernels/wrong/matmul/no_first_barrier.cl
    expect_status 1
    expect_output_with "missing-barrier in matmul"
    expect_output_with "no_first_barrier.cl:15: "
    expect_output_with "no_first_barrier.cl:13: "
    grep -qxE ' +work-item \([0-9]+, [0-9]+\) of work-group \([0-9]+, [0-9]+\)' "$stdout" ||
        fail "no work-item is named by as many ids as there are dimensions"
}

test_debug_finds_reads_and_writes_out_of_bounds() {
    workshop debug vector_add --kernel tests/kernels/wrong/vector_add/no_guard.cl
    expect_status 1
    expect_output_with "out-of-bounds-write in vector_add"
    expect_output_with "out-of-bounds-read in vector_add"
    grep -qxE ' +work-item [0-9]+ of work-group 2' "$stdout" || fail "no work-item is named by its one id"
}

test_debug_shows_a_build_error() {
    workshop debug vector_add --kernel tests/kernels/wrong/vector_add/missing_semicolon.cl
    expect_status 1
    expect_output_with "build-error"
}

# gdb reads its commands from a file here: it stops in the kernel, and in the work-item that is asked for.
test_debug_steps_through_a_kernel_in_gdb() {
    command -v gdb >/dev/null || skip "gdb is not installed"
    printf '%s\n' 'item' 'next' 'print n' 'break 6 if i == 37' 'delete 1' 'continue' 'item' \
        'print i' 'print z[i - 1] == x[i - 1] + y[i - 1]' kill quit >"$folder/commands"
    mkdir "$folder/tmp"
    status=0 last="workshop debug 1 --kernel plain.cl --gdb"
    TMPDIR=$folder/tmp timeout 50 "$WORKSHOP" debug 1 \
        --kernel tests/kernels/right/vector_add/plain.cl --gdb <"$folder/commands" >"$stdout" 2>"$stderr" || status=$?
    expect_status 0
    expect_output_with "vector_add/plain.cl:5"
    expect_output_with "work-item 0 of work-group 0"
    expect_output_with "= 512"
    expect_output_with "work-item 37 of work-group 0"
    expect_output_with "= 37"
    expect_output_with "= 1"
    [ -z "$(ls -A "$folder/tmp")" ] || fail "files are left in TMPDIR"
}

test_debug_says_how_to_install_gdb() {
    mkdir "$folder/bin"
    PATH=$folder/bin workshop debug 1 --solution --gdb
    expect_status 3
    expect_one_line_about "gdb is not installed: \`sudo apt-get install gdb\`"
}

# A kernel that uses the header prints under debug, in order, and nowhere else.
test_the_limit_of_float_is_only_for_those_who_use_its_units() {
    local kernels=tests/kernels/right/matmul
    workshop run matmul --kernel $kernels/plain.cl --device cpu --json
    expect_json '.performance[0].of_limit > 0'
    workshop run matmul --kernel $kernels/three_parts.cl --device cpu --json
    expect_json '.verdict == "solved" and .performance[0].gflops > 0 and .performance[0].of_limit == null'
}

test_debug_shows_what_print_if_prints() {
    mkdir "$folder/kernels" "$folder/mine"
    cp kernels/workshop.clh "$folder/kernels"
    sed -e '1i #include "../kernels/workshop.clh"' \
        -e 's/^    const size_t i = .*/&\n    PRINT_IF(i < 2 \&\& i < n, "x is %f", x[i]);/' \
        kernels/vector_add/01_one_element.cl >"$folder/mine/vector_add.cl"
    workshop debug "$folder/mine/vector_add.cl"
    expect_status 0
    expect_output_with "work-item 0 of work-group 0: x is "
    expect_output_with "work-item 1 of work-group 0: x is "
    # two of the case with several work-groups, one of the case with one element
    [ "$(grep -c 'x is' "$stdout")" -eq 3 ] || fail "expected three lines"
    workshop run "$folder/mine/vector_add.cl" --no-timing --device cpu
    expect_status 0
    if grep -q "x is" "$stdout"; then
        fail "it prints outside of debug too"
    fi
}

# A course whose first exercise is solved with one line of its own.
test_diff_shows_the_solution_only_when_solved_or_given_up() {
    cp -R "$COURSE/exercises" solutions "$folder"
    export WORKSHOP_ROOT=$folder
    workshop diff 1
    expect_status 1
    [ ! -s "$stdout" ] || fail "the solution is shown before the exercise is solved"
    workshop diff 1 --give-up
    expect_status 0
    expect_output_with "+    z[i] = x[i] + y[i];"
    sed 's/x\[i\] + y\[i\]/y[i] + x[i]/' solutions/01_vector_add.cl >"$folder/exercises/01_vector_add.cl"
    workshop run 1 --device cpu --no-timing
    expect_status 0
    workshop diff 1
    expect_status 0
    expect_output_with "-    z[i] = y[i] + x[i];"
}

test_reset_all_puts_every_template_back() {
    local template
    cp -R exercises solutions "$folder"
    cp solutions/*.cl "$folder/exercises"
    WORKSHOP_ROOT=$folder workshop reset all
    expect_status 0
    for template in exercises/[0-9]*.cl; do
        cmp "$template" "$folder/$template" || fail "$template was not put back"
        cmp "${template/exercises/solutions}" "$folder/$template.old-1" || fail "the solved $template was not kept"
    done
}

run_test "$@"
