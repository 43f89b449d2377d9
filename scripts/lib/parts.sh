# shellcheck shell=bash
# Parts of a test run: each is timed, and its results are counted. Sourced by scripts/test and scripts/test-all.

parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT

# Adds up a column of the lines `test result: …` of a log.
count_results() {
    awk -v word="$1" '/^test result:/ { for (i = 2; i <= NF; i++) if ($i ~ "^" word) total += $(i - 1) } END { print total + 0 }' "$2"
}

# Writes down how a part ended: its name, seconds, exit status, log.
note_part() {
    local name=$1 seconds=$2 status=$3 log=$4 passed failed
    passed=$(count_results passed "$log")
    failed=$(count_results failed "$log")
    # A part that tells no results counts as one; one that fails always as a failure.
    if [ "$status" != 0 ]; then
        [ "$failed" != 0 ] || failed=1
    elif ! grep -q '^test result:' "$log"; then
        passed=1
    fi
    echo "$name $seconds $passed $failed" >>"$parts/results"
}

# Runs a part in view.
run_part() {
    local name=$1 start=$SECONDS status=0
    shift
    echo "== $name"
    # In a shell of its own that ends at the first failure, which a function behind `||` would not do.
    set +e
    ( set -e; "$@" ) 2>&1 | tee "$parts/$name.log"
    status=${PIPESTATUS[0]}
    set -e
    note_part "$name" $((SECONDS - start)) "$status" "$parts/$name.log"
}

# Prints what failed, the time of each part, and the closing line; fails where a part has failed.
finish_parts() {
    echo
    sed -n 's/^test \(.*[^ ]\) *\.\.\. FAILED$/failed: \1/p' "$parts"/*.log
    awk '{ printf "%-20s %5d s  %5d passed  %d failed\n", $1, $2, $3, $4 }' "$parts/results"
    echo "total: $SECONDS s"
    awk '{ passed += $3; failed += $4 } END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }' "$parts/results"
}
