#!/usr/bin/env bash
# Bad input: one sentence that names it, the right exit status, bounded memory, nothing overwritten.
# Usage: tests/input.sh TEST
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

# Refused as a command line or file that cannot be used, in one line that names it.
expect_refusal() {
    expect_status 2
    expect_one_line_about "$1"
    [ ! -s "$stdout" ] || fail "expected nothing on standard output"
}

# Likewise with --json, where standard output is one JSON object whatever happens.
expect_refusal_in_json() {
    expect_status 2
    expect_json '.error | type == "string" and length > 0'
}

# Runs the program; it fails if that takes more than so many MiB at any time.
workshop_within_mib() {
    local limit=$(($1 * (scale > 1 ? 4 : 1))) # sanitizers take their share
    shift
    run "$HELPERS/peak_memory" "$limit" "$WORKSHOP" "$@"
}

# --- kernel files -----------------------------------------------------------------------------------

refuses_kernel() {
    workshop_within_mib 100 run vector_add --kernel "$1" --device cpu
    expect_refusal "$1"
    if [[ $1 == *.cl ]]; then
        workshop_within_mib 100 run "$1" --device cpu
        expect_refusal "$1"
    fi
}

test_refuses_a_missing_kernel_file() {
    refuses_kernel "$folder/vector_add.cl"
}

test_refuses_a_dangling_link_as_kernel_file() {
    ln -s nowhere "$folder/vector_add.cl"
    refuses_kernel "$folder/vector_add.cl"
}

test_refuses_an_unreadable_kernel_file() {
    if [ "$(id -u)" -eq 0 ]; then
        skip "root reads every file"
    fi
    cp solutions/01_vector_add.cl "$folder/vector_add.cl"
    chmod 000 "$folder/vector_add.cl"
    refuses_kernel "$folder/vector_add.cl"
}

test_refuses_a_folder_as_kernel_file() {
    mkdir "$folder/vector_add.cl"
    refuses_kernel "$folder/vector_add.cl"
}

test_refuses_a_pipe_as_kernel_file() {
    mkfifo "$folder/vector_add.cl"
    refuses_kernel "$folder/vector_add.cl"
}

test_refuses_an_empty_kernel_file() {
    : >"$folder/vector_add.cl"
    refuses_kernel "$folder/vector_add.cl"
    printf ' \n\t\r\n' >"$folder/vector_add.cl"
    refuses_kernel "$folder/vector_add.cl"
}

test_refuses_a_kernel_file_of_100_megabytes() {
    head -c 100M <(yes '// a comment') >"$folder/vector_add.cl"
    refuses_kernel "$folder/vector_add.cl"
}

test_refuses_a_binary_kernel_file() {
    head -c 100000 "$WORKSHOP" >"$folder/vector_add.cl"
    refuses_kernel "$folder/vector_add.cl"
}

test_rejects_a_kernel_file_of_noise() {
    head -c 100000 "$WORKSHOP" | tr -d '\0' >"$folder/vector_add.cl"
    workshop run "$folder/vector_add.cl" --no-timing --json --device cpu
    expect_status 1
    expect_code build-error
}

# --- the command line -------------------------------------------------------------------------------

test_refuses_a_kernel_file_whose_name_tells_no_exercise() {
    cp solutions/01_vector_add.cl "$folder/mine.cl"
    workshop run "$folder/mine.cl"
    expect_refusal "$folder/mine.cl"
}

test_refuses_an_unknown_exercise() {
    local exercise
    for exercise in nonsense 0 5 -- ""; do
        workshop run -- "$exercise"
        expect_refusal "\"$exercise\""
    done
}

test_refuses_an_unknown_device() {
    workshop run 1 --device nonsense
    expect_refusal '"nonsense"'
    workshop run 1 --device 99
    expect_refusal '"99"'
    workshop devices --device nonsense
    expect_status 2
    expect_one_line_about '"nonsense"'
}

# Refused by the reader of options, which adds where to find help.
refuses_options() {
    local about=$1
    shift
    workshop "$@"
    expect_status 2
    [ ! -s "$stdout" ] || fail "expected nothing on standard output"
    [ "$(wc -l <"$stderr")" -le 3 ] || fail "expected at most three lines on standard error"
    expect_error_with "$about"
}

test_refuses_an_unknown_option() {
    local subcommand
    for subcommand in check devices list run; do
        refuses_options --nonsense "$subcommand" --nonsense
    done
}

test_refuses_an_unknown_subcommand() {
    workshop nonsense
    expect_status 2
    expect_error_with '"nonsense"'
    [ ! -s "$stdout" ] || fail "expected nothing on standard output"
}

test_refuses_no_subcommand_with_the_usage() {
    workshop
    expect_status 2
    expect_error_with Usage
}

test_refuses_to_run_no_exercise() {
    refuses_options "which exercise?" run
}

test_refuses_one_argument_too_many() {
    refuses_options '"2"' run 1 2
    refuses_options '"1"' list 1
}

test_refuses_times_that_are_none() {
    local time
    for time in abc "" 0 -1 nan inf 1e99 "2 s"; do
        refuses_options --timeout run 1 "--timeout=$time"
    done
}

test_refuses_seeds_that_are_none() {
    local seed
    for seed in abc "" -1 1e99 nan 1.5; do
        refuses_options --seed run 1 "--seed=$seed"
    done
}

test_refuses_both_solution_and_kernel() {
    refuses_options --kernel run 1 --solution --kernel solutions/01_vector_add.cl
}

test_refuses_options_without_their_value() {
    refuses_options --device run 1 --device
    refuses_options value run 1 --device=
    refuses_options value run 1 --kernel=
    refuses_options value run 1 --gallery=
}

test_refuses_a_kernel_for_all_exercises() {
    workshop run all --kernel solutions/01_vector_add.cl
    expect_refusal --kernel
}

# --- tune lines -------------------------------------------------------------------------------------

refuses_tune_lines() {
    printf '#ifndef A\n#define A 1\n#endif\n%b\n' "$1" >"$folder/vector_add.cl"
    workshop_within_mib 100 tune "$folder/vector_add.cl" --device cpu
    expect_refusal "$folder/vector_add.cl, line 4: $2"
}

test_refuses_malformed_tune_lines() {
    refuses_tune_lines "// tune:" "a tune line reads"
    refuses_tune_lines "// tune: A 1 2" "after A there is no ="
    refuses_tune_lines "// tune: A =" "A lists no values"
    refuses_tune_lines "// tune: A = 1 two" '"two" is no whole number'
    refuses_tune_lines "// tune: A = 1 99999999999999999999" "99999999999999999999 is too large"
    refuses_tune_lines "// tune: A = 2 2" "A lists 2 twice"
    refuses_tune_lines "// tune: NOBODY = 1 2" "NOBODY stands in no"
}

test_refuses_a_tuning_space_of_a_billion_combinations() {
    local name
    for name in A B C D E F G H I; do
        printf '#ifndef %s\n#define %s 1\n#endif\n// tune: %s = 1 2 3 4 5 6 7 8 9 10\n' $name $name $name
    done >"$folder/vector_add.cl"
    workshop_within_mib 100 tune "$folder/vector_add.cl" --device cpu
    expect_refusal "100 million combinations"
}

test_refuses_to_tune_a_file_without_tune_lines() {
    echo '__kernel void vector_add() {}' >"$folder/vector_add.cl"
    workshop tune "$folder/vector_add.cl" --device cpu
    expect_refusal "nothing to search"
}

test_refuses_budgets_that_are_none() {
    local budget
    for budget in 0 "" -1 0s 0.5s nothing 60x 1.5 nan inf 1e99 s; do
        refuses_options --budget tune 1 "--budget=$budget"
    done
}

# --- pictures ---------------------------------------------------------------------------------------

refuses_picture() {
    workshop_within_mib 100 run 2 --solution --no-timing --device cpu --image "$1"
    expect_refusal "$1"
}

test_refuses_a_missing_picture() {
    refuses_picture "$folder/missing.png"
}

test_refuses_a_folder_as_picture() {
    refuses_picture "$folder"
}

test_refuses_a_text_file_as_picture() {
    echo "not a picture" >"$folder/text.png"
    refuses_picture "$folder/text.png"
}

test_refuses_an_empty_picture() {
    : >"$folder/empty.png"
    refuses_picture "$folder/empty.png"
}

test_refuses_truncated_pictures() {
    local picture
    "$HELPERS/make_pictures" "$folder"
    for picture in "$folder"/rgb.*; do
        head -c $(($(stat -c %s "$picture") / 2)) "$picture" >"$folder/half.${picture##*.}"
        refuses_picture "$folder/half.${picture##*.}"
        head -c 20 "$picture" >"$folder/head.${picture##*.}"
        refuses_picture "$folder/head.${picture##*.}"
    done
}

test_refuses_pictures_that_claim_100000_by_100000_pixels() {
    local picture
    "$HELPERS/make_pictures" "$folder"
    for picture in "$folder"/huge.*; do
        refuses_picture "$picture"
    done
}

test_refuses_one_bad_picture_among_good_ones() {
    workshop run 2 --solution --no-timing --image images/camera.png --image "$folder/missing.png"
    expect_refusal "$folder/missing.png"
}

test_takes_pictures_of_every_kind() {
    local picture
    "$HELPERS/make_pictures" "$folder"
    for picture in "$folder"/{one_pixel.png,grey.png,grey_alpha.png,rgba.png,rgb_16_bit.png} \
        "$folder"/rgb.{png,jpg,bmp}; do
        workshop run 2 --solution --no-timing --json --device cpu --image "$picture"
        expect_status 0
        expect_json '.verdict == "solved"'
    done
}

# --- galleries --------------------------------------------------------------------------------------

filters_into() {
    workshop run 2 --solution --no-timing --json --device cpu --image images/chelsea.png --gallery "$1"
}

# Every file below the folder with its contents.
contents() {
    find "$1" -type f -exec sha256sum {} + | sort
}

test_refuses_a_gallery_that_holds_the_files_of_others() {
    local before
    mkdir "$folder/photos"
    echo mine >"$folder/photos/chelsea_sepia.png"
    echo mine >"$folder/photos/.hidden"
    before=$(contents "$folder/photos")
    workshop run 2 --solution --gallery "$folder/photos"
    expect_refusal "$folder/photos"
    [ "$(contents "$folder/photos")" = "$before" ] || fail "the folder was changed"
}

test_refuses_a_file_as_gallery() {
    echo mine >"$folder/photo.png"
    workshop run 2 --solution --gallery "$folder/photo.png"
    expect_refusal "$folder/photo.png"
    [ "$(cat "$folder/photo.png")" = mine ] || fail "the file was changed"
}

test_refuses_a_gallery_that_cannot_be_made() {
    workshop run 2 --solution --gallery "$folder/no/such/folder"
    expect_refusal "$folder/no/such/folder"
}

# Width and height from the header of a PNG.
png_size() {
    [ "$(head -c 4 "$1" | tail -c 3)" = PNG ] || fail "$1 is not a PNG"
    od -An -tu1 -j16 -N8 "$1" | awk '{ print $3 * 256 + $4, $7 * 256 + $8 }'
}

test_writes_the_filtered_pictures_and_says_where() {
    local picture
    filters_into "$folder/gallery"
    expect_status 0
    [ "$(cd "$folder/gallery" && echo *)" = "chelsea_greyscale.png chelsea_sepia.png" ] ||
        fail "in the gallery: $(ls "$folder/gallery")"
    for picture in "$folder"/gallery/*.png; do
        [ "$(png_size "$picture")" = "$(png_size images/chelsea.png)" ] ||
            fail "$picture has another size than the photograph"
    done
    expect_json '.pictures | length == 2'
}

test_writes_again_into_its_own_gallery_only() {
    local before
    filters_into "$folder/gallery"
    before=$(cd "$folder/gallery" && contents .)
    echo mine >"$folder/gallery/notes.txt"
    echo damaged >"$folder/gallery/chelsea_sepia.png"
    filters_into "$folder/gallery"
    expect_status 0
    [ "$(cat "$folder/gallery/notes.txt")" = mine ] || fail "a file of the participant's was changed"
    rm "$folder/gallery/notes.txt"
    [ "$(cd "$folder/gallery" && contents .)" = "$before" ] || fail "the pictures are not as before"
}

# --- no OpenCL --------------------------------------------------------------------------------------

without_platform() {
    mkdir -p "$folder/no_vendors"
    last="workshop $*, without any platform"
    status=0
    OCL_ICD_VENDORS=$folder/no_vendors "$WORKSHOP" "$@" >"$stdout" 2>"$stderr" </dev/null ||
        status=$?
    expect_status 3
}

test_run_names_the_package_where_no_platform_is() {
    without_platform run 1
    expect_error_with pocl-opencl-icd
    without_platform run all --solution
    expect_error_with pocl-opencl-icd
}

test_devices_names_the_package_where_no_platform_is() {
    without_platform devices
    expect_error_with pocl-opencl-icd
}

test_check_names_the_package_where_no_platform_is() {
    without_platform check
    expect_output_with pocl-opencl-icd
}

# --- JSON all the same ------------------------------------------------------------------------------

test_json_comes_where_no_platform_is() {
    without_platform run 1 --json
    expect_json '.error | type == "string"'
    without_platform devices --json
    expect_json '.devices == []'
    without_platform check --json
    expect_json '.ok == false and any(.checks[]; .mend | contains("pocl-opencl-icd"))'
    without_platform run all --json
    expect_json .
}

test_json_comes_where_the_device_is_unknown() {
    workshop run 1 --json --device nonsense
    expect_refusal_in_json
}

test_json_comes_where_the_kernel_file_is_missing() {
    workshop run 1 --json --kernel "$folder/missing.cl"
    expect_refusal_in_json
}

test_json_comes_where_the_exercise_is_unknown() {
    workshop run nonsense --json
    expect_refusal_in_json
}

test_json_comes_where_the_picture_is_missing() {
    workshop run 2 --json --image "$folder/missing.png"
    expect_refusal_in_json
}

test_json_comes_where_the_gallery_is_refused() {
    workshop run 2 --json --gallery "$folder/no/such/folder"
    expect_refusal_in_json
}

run_test "$@"
