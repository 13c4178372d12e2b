#!/usr/bin/env bash
# The loop of saving and judging, driven in a terminal of tmux. Usage: tests/watch.sh TEST
# shellcheck disable=SC2016 # for another shell to expand
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

# A course of its own, and tmux commands for a server of its own.
make_course() {
    course=$folder/course
    mkdir "$course"
    cp -R "$COURSE/exercises" "$root/solutions" "$course"
    export WORKSHOP_ROOT=$course
    file=$course/exercises/$watched.cl
    solution=$course/solutions/$watched.cl
}

session=first         # the terminal that is looked at
watched=01_vector_add # the exercise

terminal() {
    tmux -L "workshop-$$" -f /dev/null "$@"
}

end_terminal() {
    terminal kill-server 2>/dev/null || true
    rm -rf "$folder" "$own"
}

start_watch() {
    make_course
    trap end_terminal EXIT
    open_watch
}

open_watch() {
    terminal new-session -d -s "$session" -x 100 -y 40 \
        "'$WORKSHOP' watch $((10#${watched%%_*})) --device cpu --no-timing; echo \"ended with \$?\"; exec sleep 600"
}

screen() {
    terminal capture-pane -p -t "$session"
}

# Waits until the screen shows the text.
expect_screen() {
    local tries
    for ((tries = 0; tries < 200 * scale; tries++)); do
        if screen | grep -qF -e "$1"; then
            return
        fi
        sleep 0.1
    done
    screen >&2
    fail "the screen does not show: $1"
}

press() {
    terminal send-keys -t "$session" "$@"
}

# Saves a file as many editors do.
save_by_rename() {
    cp "$1" "$file.new"
    mv "$file.new" "$file"
}

# A kernel with that operator, told from others by a number.
kernel_with() {
    sed "s/x\[i\] + y\[i\]/x[i] $1 y[i]/" "$solution"
    echo "// $2"
}

test_judges_at_its_start_and_at_a_save_by_rename() {
    start_watch
    expect_screen "NOT STARTED"
    save_by_rename "$solution"
    expect_screen "SOLVED"
}

test_judges_a_save_by_truncation() {
    start_watch
    expect_screen "NOT STARTED"
    cat "$solution" >"$file"
    expect_screen "SOLVED"
    kernel_with - 1 >"$file"
    expect_screen "wrong-values"
}

test_judges_the_last_of_ten_saves_in_a_second() {
    local i
    start_watch
    expect_screen "NOT STARTED"
    for i in 1 2 3 4 5 6 7 8 9; do
        kernel_with - "$i" >"$folder/next.cl"
        save_by_rename "$folder/next.cl"
        sleep 0.1
    done
    save_by_rename "$solution"
    expect_screen "SOLVED"
    sleep 2
    screen | grep -q SOLVED || fail "a save before the last one was judged after it"
}

test_a_save_during_a_run_stops_it() {
    start_watch
    expect_screen "NOT STARTED"
    cp "$root/tests/kernels/wrong/vector_add/waits_forever.cl" "$folder/hang.cl"
    save_by_rename "$folder/hang.cl"
    expect_screen "judging"
    sleep 1
    save_by_rename "$solution"
    expect_screen "SOLVED" # and not after the 20 s that a hang may take
}

test_a_hang_and_a_crash_leave_it_running() {
    start_watch
    expect_screen "NOT STARTED"
    cp "$root/tests/kernels/wrong/vector_add/null_write.cl" "$file"
    expect_screen "crash"
    save_by_rename "$solution"
    expect_screen "SOLVED"
}

# The worker that builds ahead: the newest of the two that wait, with a judgement behind them.
await_helper() {
    local tries
    watch=$(pgrep -x workshop -P "$(terminal display-message -p -t "$session" '#{pane_pid}')")
    for ((tries = 0; tries < 100 * scale; tries++)); do
        if [ "$(pgrep -c -x exe -P "$watch")" -eq 2 ]; then
            helper=$(pgrep -n -x exe -P "$watch")
            return
        fi
        sleep 0.1
    done
    fail "no worker waits to build ahead"
}

expect_end_of() {
    local tries process
    for process in "$@"; do
        for ((tries = 0; tries < 100 * scale; tries++)); do
            if ! kill -0 "$process" 2>/dev/null; then
                continue 2
            fi
            sleep 0.1
        done
        fail "left running: $(ps -o pid,args -p "$process")"
    done
}

test_a_hang_of_what_builds_ahead_costs_nothing() {
    local hanging began
    watched=03_conv2d
    start_watch
    expect_screen "NOT STARTED"
    await_helper
    hanging=$helper
    kill -STOP "$hanging"
    began=$SECONDS
    save_by_rename "$solution"
    expect_screen "SOLVED"
    ((SECONDS - began < 10 * scale)) || fail "the judgement waited for it" # a build may take 20 s
    expect_end_of "$hanging"
    await_helper
    kill -KILL "$helper"
    sed 's/= sums\[row\]/= sums[row] + 1.0f/' "$solution" >"$file"
    expect_screen "wrong-values"
    press q
    expect_screen "ended with 0"
}

test_what_builds_ahead_ends_with_it() {
    watched=03_conv2d
    start_watch
    expect_screen "NOT STARTED"
    await_helper
    kill -STOP "$helper"
    sed 's/float sums/volatile float sums/' "$solution" >"$file"
    expect_screen "judging"
    press C-c
    expect_screen "ended with 130"
    expect_end_of "$helper"
    session=second
    open_watch
    expect_screen "SOLVED"
    await_helper
    kill -KILL "$watch"
    expect_screen "ended with 137"
    expect_end_of "$helper"
}

test_goes_on_to_the_next_exercise() {
    start_watch
    expect_screen "NOT STARTED"
    press n
    expect_screen "Exercise 2, image_filters"
}

test_shows_hints_one_after_the_other() {
    start_watch
    expect_screen "NOT STARTED"
    press h
    expect_screen "hint 1 of 3"
    press h
    expect_screen "hint 2 of 3"
}

test_draws_who_touches_what() {
    start_watch
    expect_screen "NOT STARTED"
    save_by_rename "$solution"
    expect_screen "SOLVED"
    press m
    expect_screen "|01234567|89abcdef|"
    press b
    expect_screen "Nothing found"
}

test_measures_beside_the_solution() {
    start_watch
    expect_screen "NOT STARTED"
    press s
    expect_screen "multiply-adds"
    expect_screen "16,777,216"
    press q
}

test_resets_only_when_told_so() {
    start_watch
    expect_screen "NOT STARTED"
    save_by_rename "$solution"
    expect_screen "SOLVED"
    press r
    expect_screen "[y/n]"
    press n
    expect_screen "SOLVED"
    cmp -s "$file" "$solution" || fail "the file was reset all the same"
    press r
    expect_screen "[y/n]"
    press y
    expect_screen "NOT STARTED"
    cmp -s "$file.old-1" "$solution" || fail "the old file does not lie beside the template"
}

# Exercise 4's, which takes twice as long as it may take after a key or a save.
start_benchmark() {
    watched=04_matmul
    start_watch
    expect_screen "NOT STARTED"
    begin=$SECONDS
    press s
    expect_screen "bench ["
}

expect_ended_benchmark() {
    [ $((SECONDS - begin)) -lt $((6 * scale)) ] || fail "the benchmark went on for $((SECONDS - begin)) s"
}

test_a_key_ends_the_benchmark_and_is_obeyed() {
    start_benchmark
    press l
    expect_screen "Worked examples"
    expect_ended_benchmark
}

test_a_save_ends_the_benchmark_and_is_judged() {
    start_benchmark
    echo "not C" >"$folder/wrong.cl"
    save_by_rename "$folder/wrong.cl"
    expect_screen "build-error"
    expect_ended_benchmark
}

test_lists_what_is_solved() {
    start_watch
    expect_screen "NOT STARTED"
    save_by_rename "$solution"
    expect_screen "SOLVED"
    press l
    expect_screen "vector_add     solved"
}

test_leaves_the_terminal_as_it_was() {
    local before key
    start_watch
    expect_screen "NOT STARTED"
    for key in q C-c; do
        press "$key"
        expect_screen "ended with"
        before=$(terminal display-message -p '#{pane_tty}')
        stty -a <"$before" | grep -q ' icanon' || fail "the terminal stays raw after $key"
        stty -a <"$before" | grep -qE '[ ^]echo ' || fail "the terminal does not echo after $key"
        terminal kill-server
        rm -rf "$course"
        if [ "$key" = q ]; then
            start_watch
            expect_screen "NOT STARTED"
        fi
    done
}

test_ends_by_ctrl_c_during_a_run() {
    start_watch
    expect_screen "NOT STARTED"
    cp "$root/tests/kernels/wrong/vector_add/waits_forever.cl" "$file"
    expect_screen "judging"
    sleep 1
    press C-c
    expect_screen "ended with 130"
}

test_bears_a_terminal_that_changes_its_size() {
    start_watch
    expect_screen "NOT STARTED"
    terminal resize-window -x 60 -y 20
    expect_screen "[q]uit"
    terminal resize-window -x 120 -y 50
    expect_screen "NOT STARTED"
    press q
    expect_screen "ended with 0"
}

test_no_key_of_two_hundred_breaks_it() {
    local i keys="hlndh lrnrxz?" # no q, and after r never y
    start_watch
    expect_screen "NOT STARTED"
    for ((i = 0; i < 200; i++)); do
        press -l "${keys:$((i * 7 % ${#keys})):1}"
    done
    sleep 2
    press r
    expect_screen "[y/n]"
    press n
    press q
    expect_screen "ended with 0"
}

# What the terminal was sent since keep_record, and how often that holds a text.
keep_record() {
    terminal pipe-pane -t "$session" "cat >>'$folder/record'"
}

count_in_record() {
    { grep -oF -e "$1" "$folder/record" || true; } | wc -l
}

# Waits until the record holds the text so many times.
expect_in_record() {
    local tries
    for ((tries = 0; tries < 100 * scale; tries++)); do
        if [ "$(count_in_record "$1")" -ge "$2" ]; then
            return
        fi
        sleep 0.1
    done
    fail "after $event events: $2 times \"$1\" was due, and $(count_in_record "$1") came"
}

# A save must lead to its verdict, whatever keys are pressed meanwhile: but for arrows, each of them has to show.
save_one_of_two() {
    if ((RANDOM % 2)); then
        kernel_with + "$event" >"$folder/next.cl"
        text=SOLVED
    else
        kernel_with - "$event" >"$folder/next.cl"
        text=wrong-values
    fi
    before=$(count_in_record "$text")
    if ((RANDOM % 2)); then
        save_by_rename "$folder/next.cl"
    else
        cat "$folder/next.cl" >"$file"
    fi
}

test_loses_no_key_and_no_save_of_two_hundred() {
    local event hints=0 lists=0 questions=0 text before
    RANDOM=${SEED:-20}
    start_watch
    expect_screen "NOT STARTED"
    keep_record
    touch "$folder/record"
    for ((event = 1; event <= 200; event++)); do
        case $((RANDOM % 5)) in
            0)
                press h
                hints=$((hints + 1))
                ;;
            1)
                press l
                lists=$((lists + 1))
                ;;
            2)
                press r n
                questions=$((questions + 1))
                ;;
            3)
                press Up l # in one go
                lists=$((lists + 1))
                ;;
            4)
                if [ -n "${text:-}" ]; then
                    expect_in_record "$text" $((before + 1))
                fi
                save_one_of_two
                ;;
        esac
    done
    expect_in_record "$text" $((before + 1))
    expect_in_record "Exercises: edit the file" "$lists"
    expect_in_record "[y/n]" "$questions"
    expect_in_record "These were all" $((hints - 3))
    [ "$(count_in_record "These were all")" -eq $((hints - 3)) ] || fail "a key was taken twice"
    [ "$(count_in_record "[y/n]")" -eq "$questions" ] || fail "a key was taken twice"
    [ "$(count_in_record "Exercises: edit the file")" -eq "$lists" ] || fail "a key was taken twice"
    press q
    expect_screen "ended with 0"
}

test_works_without_a_terminal() {
    make_course
    cp "$solution" "$file"
    run timeout --signal=TERM $((8 * scale)) "$WORKSHOP" watch 1 --device cpu --no-timing
    expect_status 124
    expect_output_with "SOLVED"
}

test_two_watchers_judge_the_same_saves() {
    start_watch
    session=second
    open_watch
    for session in first second; do
        expect_screen "NOT STARTED"
    done
    save_by_rename "$solution"
    for session in first second; do
        expect_screen "SOLVED"
    done
    kernel_with - 1 >"$file"
    for session in second first; do
        expect_screen "wrong-values"
        press q
        expect_screen "ended with 0"
    done
    workshop list --json
    expect_json '.exercises[0].state == "unfinished"'
}

test_two_at_once_keep_each_others_progress() {
    make_course
    for exercise in 01_vector_add 02_image_filters; do
        cp "$course/solutions/$exercise.cl" "$course/exercises"
    done
    "$WORKSHOP" run 1 --device cpu --no-timing >"$stdout" 2>"$stderr" &
    "$WORKSHOP" run 2 --device cpu --no-timing >/dev/null 2>&1
    wait
    workshop list --json
    expect_json '[.exercises[] | select(.state == "solved") | .number] == [1, 2]'
}

test_progress_cut_at_any_byte_is_set_aside_or_read() {
    local length cut
    make_course
    cp "$solution" "$file"
    workshop run 1 --device cpu --no-timing
    expect_status 0
    cp "$course/.workshop/progress.json" "$folder/whole.json"
    length=$(wc -c <"$folder/whole.json")
    for ((cut = 0; cut < length; cut++)); do
        rm -f "$course/.workshop/progress.json.corrupt"
        head -c "$cut" "$folder/whole.json" >"$course/.workshop/progress.json"
        workshop list --json
        expect_status 0
        if [ -e "$course/.workshop/progress.json.corrupt" ]; then
            expect_error_with "corrupt"
        fi
    done
}

# Runs a command as root of its own mounts, where that is allowed.
with_mounts() {
    unshare -rm true 2>/dev/null || skip "no file system can be mounted here"
    run unshare -rm bash -c "$@"
}

test_a_full_disk_costs_only_a_notice() {
    make_course
    cp "$solution" "$file"
    mkdir "$course/.workshop"
    with_mounts 'mount -t tmpfs -o size=16k tmpfs "$1/.workshop" &&
        ! head -c 99999 /dev/zero 2>/dev/null >"$1/.workshop/full" &&
        exec "$WORKSHOP" run 1 --device cpu --no-timing' full "$course"
    expect_status 0
    expect_output_with "SOLVED"
    expect_error_with "No space left on device"
}

# A home on a file system of its own, mounted with these options, is no good for the driver's cache.
expect_no_need_of_a_home() {
    make_course
    cp "$solution" "$file"
    mkdir "$folder/home" "$folder/tmp"
    TMPDIR=$folder/tmp HOME=$folder/home with_mounts 'unset XDG_CACHE_HOME POCL_CACHE_DIR &&
        mount -t tmpfs -o "$1" tmpfs "$HOME" &&
        exec "$WORKSHOP" run 1 --device cpu --no-timing' home "$1"
    expect_status 0
    expect_output_with "SOLVED"
    [ -n "$(ls -A "$folder/tmp")" ] || fail "the cache was written into the home"
}

test_a_read_only_home_costs_nothing() {
    expect_no_need_of_a_home ro
}

test_a_full_home_costs_nothing() {
    expect_no_need_of_a_home size=64k
}

test_a_home_from_which_no_program_runs_costs_nothing() {
    expect_no_need_of_a_home noexec
}

test_a_folder_that_cannot_be_written_costs_only_a_notice() {
    make_course
    touch "$course/.workshop" # a file where the folder should be: not even root can write there
    workshop run 1 --device cpu --no-timing
    expect_status 1
    expect_error_with "Progress could not be kept"
}

test_a_solved_file_that_breaks_is_not_solved() {
    make_course
    cp "$solution" "$file"
    workshop run 1 --device cpu --no-timing
    expect_status 0
    echo "// changed" >>"$file"
    workshop list --json
    expect_json '.exercises[0].state == "solved, edited since"'
    kernel_with - 1 >"$file"
    workshop run 1 --device cpu --no-timing
    expect_status 1
    cp "$solution" "$file"
    workshop list --json
    expect_json '.exercises[0].state == "unfinished"'
}

run_test "$@"
