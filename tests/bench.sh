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

test_wrong_results_have_no_speed() {
    bench 1 --sizes 4099 --kernel tests/kernels/wrong/vector_add/minus.cl
    expect_status 0
    expect_output_like 'minus.cl *not right'
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
    expect_output_like 'yours .* 90.0 % .* - .* -$'
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

run_test "$@"
