# Completion of the workshop's command line in bash. To use it: source completions/workshop.bash

_workshop_options() {
    case $1 in
        check) echo "--json --timeout --help" ;;
        devices) echo "--device --json --help" ;;
        list) echo "--json --help" ;;
        run) echo "--device --gallery --image --json --kernel --no-timing --no-tuned --seed --show --solution" \
            "--timeout --help" ;;
        grade) echo "--device --json --seed --timeout --help" ;;
        map) echo "--json --kernel --seed --size --solution --svg --timeout --help" ;;
        bench) echo "--against --csv --device --json --kernel --ladder --no-tuned --plot --portability --seed --sizes" \
            "--timeout --help" ;;
        tune) echo "--budget --device --forget --json --kernel --seed --sizes --solution --timeout --help" ;;
        watch) echo "--device --no-timing --timeout --help" ;;
        debug) echo "--gdb --kernel --seed --solution --timeout --help" ;;
        hint) echo "--level --help" ;;
        diff) echo "--give-up --help" ;;
        *) echo "--help" ;;
    esac
}

_workshop_exercises() {
    echo "1 2 3 4 vector_add image_filters conv2d matmul"
    case $1 in
        run | reset) echo all ;;
    esac
}

_workshop() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local subcommand=${COMP_WORDS[1]} words=""
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="check devices list run grade watch debug map bench tune hint reset diff help --help --version"
    elif [[ $before == --device ]]; then
        words="cpu gpu"
    elif [[ $before == --level ]]; then
        words="1 2 3"
    elif [[ $before == --kernel || $before == --image || $before == --against || $before == --plot || $before == --svg ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
    elif [[ $before == --gallery ]]; then
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        return
    elif [[ $word == -* ]]; then
        words=$(_workshop_options "$subcommand")
    elif [[ $subcommand =~ ^(run|watch|debug|map|bench|tune|hint|reset|diff)$ ]]; then
        words=$(_workshop_exercises "$subcommand")
        if [[ $subcommand =~ ^(run|debug|map|bench|tune)$ && -n $word ]]; then
            mapfile -t COMPREPLY < <(compgen -f -X '!*.cl' -- "$word")
        fi
    fi
    if [[ $subcommand == grade && $COMP_CWORD -gt 1 && $word != -* && $before != --device ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
    fi
    local more
    mapfile -t more < <(compgen -W "$words" -- "$word")
    COMPREPLY+=("${more[@]}")
}

complete -o filenames -F _workshop workshop build/workshop ./build/workshop scripts/run ./scripts/run
