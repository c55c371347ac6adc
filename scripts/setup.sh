#!/bin/sh
# Make .venv what the pins say, and nothing when it already is: setup.sh demo | setup.sh dev | setup.sh e2e
#
# What was installed is remembered in .venv itself, as checksums of what asked for it, so that a changed pin
# installs the pins, a changed pyproject.toml (or a moved folder) the project, and a second run nothing.
set -eu
cd "$(dirname "$0")/.."

wanted=$1
python=${PYTHON:-python3}
venv=.venv

refuse() {
    printf '%s\n' "$*" >&2
    exit 1
}

works() { # is .venv/bin/python there, new enough, and able to install?
    [ -x "$venv/bin/python" ] &&
        "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

create() {
    command -v "$python" >/dev/null 2>&1 ||
        refuse "There is no program $python here. Install Python 3.11 or newer, or name yours: make PYTHON=python3.12 demo"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        refuse "$python is $("$python" --version 2>&1), and reinforce needs 3.11 or newer. Name another: make PYTHON=python3.12 demo"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        refuse "$python has no venv module with pip in it, which reinforce needs to make $venv (on Debian and Ubuntu: apt-get install python3-venv)."
    echo "making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
}

checksum() {
    cat "$@" | cksum
}

current() { # current STAMP KEY: was this very thing installed?
    [ -f "$venv/$1" ] && [ "$(cat "$venv/$1")" = "$2" ]
}

remember() { # remember STAMP KEY
    printf '%s\n' "$2" >"$venv/$1"
}

install() { # The pins are complete, so nothing is resolved; and only what gets imported is compiled, then.
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-warn-script-location --no-deps --no-compile "$@"
}

case $wanted in
    demo) pins=requirements/demo.txt; key=$(checksum requirements/demo.txt) ;;
    dev) pins=requirements/dev.txt; key=$(checksum requirements/demo.txt requirements/dev.txt) ;;
    e2e) pins=requirements/e2e.txt; key=$(checksum requirements/demo.txt requirements/dev.txt requirements/e2e.txt) ;;
    *) refuse "setup.sh demo | setup.sh dev | setup.sh e2e" ;;
esac

works || create

if ! current ".pins-$wanted" "$key"; then
    echo "installing the pins of $pins"
    install -r "$pins"
    remember ".pins-$wanted" "$key"
    remember .pins-demo "$(checksum requirements/demo.txt)" # Every set contains the demo's …
    if [ "$wanted" = e2e ]; then # … and that of the browser those of the tests.
        remember .pins-dev "$(checksum requirements/demo.txt requirements/dev.txt)"
    fi
fi

project="$(checksum pyproject.toml) $(pwd)"
if ! current .project "$project"; then
    echo "installing reinforce itself, editable"
    install --no-build-isolation --editable .
    remember .project "$project"
fi
