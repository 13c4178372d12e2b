#!/usr/bin/env bash
# `workshop bench`: contestants measured beside each other. Usage: tests/bench.sh TEST
# shellcheck source=tests/common.sh
source "$(dirname "$(readlink -f "$0")")/common.sh"

bench() {
    workshop bench "$@" --device cpu
}

expect_output_like() {
    grep -qE -e "$1" "$stdout" || fail "standard output has nothing like: $1"
}

test_json_is_the_contract() {
    bench matmul --sizes 16,20x24x28x3 --json --kernel tests/kernels/right/matmul/local_tile.cl
    expect_status 0
    expect_json '.exercise == "matmul" and .limits.copy_gbs > 0 and .limits.gflops > 0'
    expect_json '[.results[] | select(.contestant == "solution") | .size] ==
                 [{"m": 16, "n": 16, "k": 16, "gap": 0}, {"m": 20, "n": 24, "k": 28, "gap": 3}]'
    expect_json 'all(.results[] | select(.contestant == "solution" or (.contestant | endswith(".cl")));
                     .verified and .median_ms >= .min_ms and .min_ms > 0 and .gflops > 0 and
                     .of_limit > 0 and .build_ms > 0)'
    expect_json '[.results[].contestant] | contains(["tests/kernels/right/matmul/local_tile.cl"])'
    expect_json 'all(.results[] | select(.contestant == "yours"); .verified == false)'
}

test_figures_follow_from_time_and_size() {
    bench 1 --sizes 1000 --json
    expect_status 0
    expect_json 'all(.results[] | select(.median_ms); (.bytes == 12000 and .flops == 1000 and
                 ((.gbs * .median_ms * 1e6 / .bytes - 1) | fabs) < 1e-9))'
}

test_csv_has_a_row_for_each_figure() {
    bench 2 --sizes 8,5x7 --csv
    expect_status 0
    head -n 1 "$stdout" | grep -q '^device,kernel,contestant,height,width,median_ms,.*verified$' ||
        fail "the first line is no heading"
    [ "$(grep -c ',solution\|,"solution"' "$stdout")" -eq 4 ] || fail "not two kernels at two sizes"
    [ "$(awk -F, '{ print NF }' "$stdout" | sort -u | wc -l)" -eq 1 ] || fail "rows of different width"
}

# The share of a figure is of the copy in its turns, but of the arithmetic where that takes longer.
test_columns_say_what_they_are_shares_of() {
    bench 1 --sizes 1000
    expect_output_like '^vector_add, 1,000 +GB/s +of copy +median +spread$'
    bench matmul --sizes 16 --kernel solutions/04_matmul.cl
    expect_output_like '^matmul, .* GFLOP/s +of limit +of CLBlast +median +spread$'
    bench 3 --sizes 256x256x7
    if grep -qE '^copy .* 100 % ' "$stdout"; then
        expect_output_like '^conv2d, .* GB/s +of copy +'
    else
        expect_output_like '^conv2d, .* GB/s +of limit +'
    fi
}

test_tables_fit_the_terminal() {
    local columns
    for columns in 60 80 100; do
        workshop_on_columns $columns bench fusion --sizes 2^16 --device cpu
        expect_status 0
        expect_output_with "one after the other"
        [ "$(wc -L <"$stdout")" -le $columns ] || fail "too wide for $columns columns"
        workshop_on_columns $columns bench matmul --sizes 16,20x1000x30 --kernel solutions/04_matmul.cl --device cpu
        expect_output_with "of CLBlast"
        [ "$(wc -L <"$stdout")" -le $columns ] || fail "too wide for $columns columns"
    done
}

test_wrong_results_have_no_speed() {
    bench 1 --sizes 4099 --kernel tests/kernels/wrong/vector_add/minus.cl
    expect_status 0
    expect_output_like 'minus.cl *not right'
}

test_what_writes_past_the_end_has_no_speed() {
    sed 's/if (i < n)/if (true)/' kernels/vector_add/01_one_element.cl >"$folder/vector_add.cl"
    bench 1 --kernel "$folder/vector_add.cl" --sizes 1000,2^16 --json
    expect_status 0
    expect_json '[.results[] | select(.contestant | endswith("/vector_add.cl")) | .verified] == [false, true]'
}

test_a_file_that_does_not_compile_is_skipped() {
    echo '__kernel void vector_add(' >"$folder/vector_add.cl"
    bench 1 --sizes 100 --kernel "$folder/vector_add.cl" --json
    expect_status 0
    expect_json 'any(.results[]; (.contestant | endswith("vector_add.cl")) and (.trouble | contains("error")))'
    expect_json 'any(.results[]; .contestant == "solution" and .verified)'
}

test_a_hang_is_left_out() {
    cat >"$folder/hang.cl" <<'END'
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    volatile uint forever = 1;
    while (forever)
        ;
    z[0] = x[0] + y[0] + n;
}
END
    bench 1 --sizes 100 --kernel "$folder/hang.cl" --timeout 1 --json
    expect_status 0
    expect_json '(.notes[0].text | contains("hang.cl was still at work")) and
                 any(.results[]; .contestant == "solution" and .verified)'
}

test_a_contestant_from_outside_is_measured_and_verified() {
    bench 1 --sizes 4097 --against "$HELPERS/libcontestant.so" --json
    expect_status 0
    expect_json 'any(.results[]; .contestant == "loop" and .verified and .median_ms > 0)'
    CONTESTANT=wrong bench 1 --sizes 4097 --against "$HELPERS/libcontestant.so" --json
    expect_json 'any(.results[]; .contestant == "loop" and .verified == false)'
    bench 2 --sizes 8 --against "$HELPERS/libcontestant.so" --json
    expect_json 'any(.results[]; .contestant == "loop" and (.trouble | contains("does not compute")))'
    bench 1 --sizes 8 --against README.md
    expect_status 2
    expect_one_line_about 'README.md cannot be loaded'
}

test_fusion_shows_bytes_and_gain() {
    bench fusion --sizes 2^16
    expect_status 0
    expect_output_like '65,536 *1.8 MB .* 0.8 MB .* x$'
}

test_sizes_that_make_no_sense_are_refused() {
    local size
    for size in 0 abc 2^40 1x2x3 '' '8,'; do
        bench 1 --sizes "$size"
        expect_status 2
    done
    bench 1 --sizes 2^40
    expect_one_line_about 'the size 2^40 is too large'
    bench matmul --sizes 2^16x2^15x2^15
    expect_status 2
    expect_one_line_about 'beyond the memory'
}

test_plots_are_drawn() {
    command -v gnuplot >/dev/null || skip "no gnuplot"
    bench 1 --sizes 100,1000 --plot "$folder/plot.svg"
    expect_status 0
    grep -q '<svg' "$folder/plot.svg" || fail "no plot"
    grep -q roofline "$folder/plot.svg" || fail "no roofline"
    bench 1 --sizes 100,1000 --plot "$folder/plot.png" --json
    expect_status 0
    head -c 4 "$folder/plot.png" | grep -q PNG || fail "no picture"
    bench 1 --sizes 100 --plot "$folder/plot.jpeg"
    expect_status 2
}

# A course of its own, so that what this machine has measured stays as it is.
test_portability_is_the_harmonic_mean_over_devices() {
    local copy=$folder/course
    mkdir -p "$copy/.workshop"
    cp -r "$COURSE/exercises" solutions kernels images "$copy"
    cat >"$copy/.workshop/bench.json" <<'END'
{"version": 1, "devices": {
 "one": {"matmul": {"solution": {"of_limit": 0.5}, "yours": {"of_limit": 0.9}}},
 "two": {"matmul": {"solution": {"of_limit": 0.25}}}}}
END
    WORKSHOP_ROOT=$copy workshop bench --portability
    expect_status 0
    expect_output_like 'solution .* 50.0 % .* 25.0 % .* 33.3 %'
    ! grep -q yours "$stdout" || fail "a contestant is shown that one device alone has measured"
    WORKSHOP_ROOT=$copy bench 1 --sizes 100 --json
    expect_status 0
    jq -e '[.devices[].vector_add.solution.of_limit | select(. != null)] | length == 1' \
        "$copy/.workshop/bench.json" >/dev/null || fail "the figure was not kept"
    jq -e '.devices | length == 1 and (.[].copy_gbs > 0)' "$copy/.workshop/limits.json" >/dev/null ||
        fail "the limits were not kept"
    echo '{"devices": 7}' >"$copy/.workshop/limits.json"
    WORKSHOP_ROOT=$copy bench 1 --sizes 100 --json
    expect_status 0
    [ -e "$copy/.workshop/limits.json.corrupt" ] || fail "a corrupt file was not set aside"
}

# result DEVICE KERNEL CONTESTANT OF_LIMIT [FIELDS]: a file of what bench --json prints, with one result.
result() {
    echo "{\"version\": 1, \"device\": {\"name\": \"$1\"}, \"results\": [{\"kernel\": \"$2\", \"contestant\": \"$3\",
           \"verified\": true, \"of_limit\": $4${5:-}}]}" >"$folder/$1.$2.json"
}

test_portability_merges_files_of_results_by_device() {
    result gpu matmul solutions/04_matmul.cl 0.8
    result gpu sepia solution 0.9
    result cpu matmul solution 0.2
    result cpu sepia solution 1.8 ', "suspect": true'
    result other matmul solution 0.8
    workshop bench --portability "$folder"/{gpu,cpu}.*.json
    expect_status 0
    expect_output_like '^matmul +solution +80.0 % +20.0 % +32.0 %$'
    ! grep -q '^sepia' "$stdout" || fail "a suspect figure counts"
    workshop bench --portability "$folder"/{gpu,cpu,other}.*.json --json
    expect_status 0
    expect_json '.devices == ["gpu", "cpu", "other"] and (.contestants | length == 1) and
                 .contestants[0].of_limit == [0.8, 0.2, 0.8] and
                 (.contestants[0].harmonic_mean - 0.4 | fabs) < 1e-12'
    result other matmul other 0.8
    workshop bench --portability "$folder"/{gpu,cpu,other}.*.json --json
    expect_json '.contestants[0].of_limit == [0.8, 0.2, null] and (.contestants[0] | has("harmonic_mean") | not)'
}

test_portability_takes_what_bench_printed_and_what_is_kept() {
    bench 1 --sizes 1000 --json
    expect_status 0
    cp "$stdout" "$folder/here.json"
    jq '.device.name = "another"' "$stdout" >"$folder/there.json"
    echo '{"version": 1, "devices": {"third": {"vector_add": {"solution": {"of_limit": 0.5}}}}}' >"$folder/kept.json"
    workshop bench --portability "$folder"/{here,there,kept}.json --json
    expect_status 0
    expect_json '.devices[1:] == ["another", "third"] and
                 (.contestants[] | select(.contestant == "solution") | .of_limit |
                  .[0] == .[1] and .[0] > 0 and .[2] == 0.5)'
}

# refuse FILE SENTENCE
refuse() {
    workshop bench --portability "$folder/gpu.matmul.json" "$1"
    expect_status 2
    expect_one_line_about "$2"
    [ ! -s "$stdout" ] || fail "figures are shown all the same"
}

test_portability_refuses_what_is_no_file_of_results() {
    result gpu matmul solution 0.8
    result cpu matmul solution 0.2
    head -c 60 "$folder/cpu.matmul.json" >"$folder/cut.json"
    jq '.version = 2' "$folder/cpu.matmul.json" >"$folder/later.json"
    jq 'del(.device)' "$folder/cpu.matmul.json" >"$folder/foreign.json"
    touch "$folder/empty.json"
    refuse "$folder/missing.json" "missing.json: No such file"
    refuse "$folder/cut.json" "cut.json is no JSON, or was cut off"
    refuse "$folder/empty.json" "empty.json is no JSON, or was cut off"
    refuse "$folder/foreign.json" "foreign.json is not what \`bench --json\` prints"
    refuse docs/performance/h100/others.json "others.json is not what \`bench --json\` prints"
    refuse "$folder/later.json" "later.json was written by a later version of the workshop"
    refuse "$folder" "is a folder"
    refuse "$folder/gpu.matmul.json" "figures of one device only, gpu"
    workshop bench --portability "$folder/missing.json" --json
    expect_status 2
    expect_json '.error | contains("missing.json")'
}

run_test "$@"
