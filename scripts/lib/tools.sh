# shellcheck shell=bash
# shellcheck disable=SC2034 # variables for the scripts that source this
# What checks need beyond Rust, and where it is kept. Sourced by the scripts, which run under bash 3.2 with BSD tools.
#
# Python packages, Node and pdf.js live in a cache outside the checkout, so that a new clone need not install them again;
# CHORDPRO_TOOLS names another folder for it.

tools=${CHORDPRO_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/chordpro-api}
# Programs that were unpacked there; Debian has some in a folder that only root looks into.
PATH=$PATH:$tools/prometheus/usr/bin:$tools/nginx/usr/sbin:$tools/caddy/usr/bin:/usr/sbin

# The Debian package of a program.
package_of() {
    case $1 in
        chromedriver) echo chromium-driver ;;
        mutool) echo mupdf-tools ;;
        pdfinfo | pdftotext) echo poppler-utils ;;
        promtool) echo prometheus ;;
        systemd-analyze) echo systemd ;;
        venv) echo python3-venv ;;
        *) echo "$1" ;;
    esac
}

has() {
    case $1 in
        venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

# Fails with one line that says what is missing and how to get it.
need() {
    local missing="" packages="" tool
    for tool in "$@"; do
        if ! has "$tool"; then
            missing="$missing $tool"
            packages="$packages $(package_of "$tool")"
        fi
    done
    [ -n "$missing" ] || return 0
    echo "${0##*/}: missing:$missing; on Debian: apt-get install$packages; elsewhere: the packages of these programs" >&2
    return 1
}

# Installs what is missing of the named programs, where that can be done without a question, and says so.
install_programs() {
    local packages="" as_root="" tool
    for tool in "$@"; do
        has "$tool" || packages="$packages $(package_of "$tool")"
    done
    [ -n "$packages" ] || return 0
    command -v apt-get >/dev/null || return 0
    # Their services, which listen where others reach them, have no place on a machine that only wants the programs.
    for tool in prometheus nginx caddy; do
        case " $packages " in
            *" $tool "*)
                packages=$(echo " $packages " | sed "s/ $tool / /")
                unpack_package "$tool"
                ;;
        esac
    done
    [ -n "${packages// /}" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || return 0
        as_root=sudo
    fi
    echo "installing Debian packages:$packages"
    # shellcheck disable=SC2086 # a list of words
    { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $packages; } >/dev/null 2>&1 ||
        echo "${0##*/}: apt-get could not install:$packages" >&2
}

unpack_package() {
    local package=$1
    echo "unpacking $package into $tools/$package"
    mkdir -p "$tools/$package"
    (
        cd "$tools/$package" || exit
        { apt-get download -qq "$package" || { apt-get update -qq && apt-get download -qq "$package"; }; } &&
            dpkg-deb -x "$package"_*.deb . && rm -f "$package"_*.deb usr/bin/prometheus
    ) >/dev/null 2>&1 || echo "${0##*/}: the package $package could not be unpacked" >&2
}

# A Python that has the packages of requirements.txt, as `$python`; its folder of programs as `$python_bin`.
with_python() {
    with_python_packages scripts/lib/requirements.txt
}

# The same with the packages of another list.
with_python_packages() {
    need python3 venv || return 1
    # A folder for each list of packages: checkouts with different lists share the cache.
    local list=$1 folder
    folder=$tools/python-$(cksum <"$list" | cut -d ' ' -f 1)
    python_bin=$folder/bin
    python=$python_bin/python
    if ! cmp -s "$list" "$folder/requirements.txt"; then
        echo "installing Python packages into $folder"
        python3 -m venv --clear "$folder" &&
            "$python_bin/pip" install --quiet --disable-pip-version-check -r "$list" || {
            echo "${0##*/}: the Python packages of ${list#"$PWD/"} could not be installed: is there no network?" >&2
            return 1
        }
        cp "$list" "$folder/requirements.txt"
    fi
}

# The Node packages of the package-lock.json in a folder, as `$node_packages`. npm is looked for on the path and among the Python
# packages, which bring one.
with_node_packages() {
    local folder
    folder=$tools/node-$(cksum <"$1/package-lock.json" | cut -d ' ' -f 1)
    node_packages=$folder/node_modules
    if ! cmp -s "$1/package-lock.json" "$folder/package-lock.json" || [ ! -e "$folder/complete" ]; then
        echo "installing Node packages into $folder"
        mkdir -p "$folder"
        cp "$1/package.json" "$1/package-lock.json" "$folder"
        PATH="$python_bin:$PATH" npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || {
            echo "${0##*/}: the packages of ${1#"$PWD/"} could not be installed from npm: is there no network?" >&2
            return 1
        }
        touch "$folder/complete"
    fi
}

# pdf.js, as `$pdfjs`. Its installer looks for node on the path; the Python packages bring one.
with_pdfjs() {
    local version=6.5.438
    pdfjs=$tools/pdfjs-$version
    if [ ! -e "$pdfjs/node_modules/pdfjs-dist/package.json" ]; then
        echo "installing pdf.js into $pdfjs"
        PATH="$python_bin:$PATH" npm install --prefix "$pdfjs" --ignore-scripts --no-audit --no-fund --loglevel=error \
            "pdfjs-dist@$version" >/dev/null || {
            echo "${0##*/}: pdf.js could not be installed from npm: is there no network?" >&2
            return 1
        }
    fi
}

# The program of this name as the tests have it, as `$program`; builds it where it is missing.
with_program() {
    program=${CARGO_TARGET_DIR:-target}/debug/$1
    [ -x "$program" ] || {
        echo "${0##*/}: building $1 with all tests, which takes minutes where nothing is built yet" >&2
        cargo test --quiet --locked --workspace --no-run
    }
}

# Runs a command for at most so many seconds.
limited() {
    local seconds=$1 status=0 command watchdog
    shift
    "$@" &
    command=$!
    (
        sleep "$seconds"
        kill "$command"
    ) >/dev/null 2>&1 &
    watchdog=$!
    wait "$command" || status=$?
    kill "$watchdog" 2>/dev/null || true
    return "$status"
}

# Starts a program as a service on a free port, with its log in `$log`: its address is `$address`, its process `$service`.
start_service() {
    API_KEYS="test=$1" BIND=127.0.0.1 PORT=0 AUDIT_LOG=off LOG_LEVEL=info WORKERS=2 "$program" >"$log" 2>&1 &
    service=$!
    local _
    for _ in $(seq 100); do
        address=$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' "$log" | head -n 1)
        [ -z "$address" ] || return 0
        sleep 0.1
    done
    cat "$log" >&2
    echo "${0##*/}: the service did not start" >&2
    return 1
}
