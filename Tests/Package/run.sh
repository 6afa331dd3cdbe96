#!/bin/bash
# make install and the Debian package, with what make build made: installed, run and removed.
#
# The package is installed on this machine for a moment, so this part needs root and dpkg, and refuses where a quada is
# installed that is not its own. Everything else is in folders of its own.
#
# What is for another shell stands in single quotes.
# shellcheck disable=SC2016
set -u
cd "$(dirname "$0")/../.." || exit 70
passed=0
failed=0
scratch=$(mktemp -d)
installed=""
cleanup() {
    [ -z "$installed" ] || dpkg --remove quada >/dev/null 2>&1
    rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# check WHAT COMMAND...
check() {
    what=$1
    shift
    if "$@" >"$scratch/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "package: FAILED: $what: $*"
        sed 's/^/    /' "$scratch/log"
    fi
}
says() {
    wanted=$1
    shift
    "$@" | grep -F -- "$wanted"
}
no() { ! "$@"; }
has() { command -v "$1" >/dev/null 2>&1; }
# The audit of 2014's load-balancers: its fault is status 1.
finds_the_fault() {
    "$@" audit --lab fixtures/gtm-2014.yaml www.shop.test >"$scratch/report"
    [ $? = 1 ] && cmp "$scratch/report" reports/gtm-2014.txt
}
same_tree() { diff -r "$1" "$2"; }

# Loads the completions as each shell does, and asks for what a person would.
check_shells() {
    where=$1
    folder=$2
    for command in quada quada-lab; do
        check "$where: bash completes $command" bash -euc '
            . "$1/bash-completion/completions/$2"
            complete -p "$2"
        ' - "$folder" "$command"
    done
    check "$where: bash offers audit" bash -euc '
        _get_comp_words_by_ref() { :; }
        . "$1/bash-completion/completions/quada"
        function=$(complete -p quada | sed "s/.*-F \([^ ]*\) .*/\1/")
        COMP_WORDS=(quada au) COMP_CWORD=1 COMP_LINE="quada au" COMP_POINT=8 COMPREPLY=()
        "$function" quada au quada || true
        printf "%s\n" "${COMPREPLY[@]}" | grep -x "audit *"
    ' - "$folder"
    if has zsh; then
        for command in quada quada-lab; do
            # In zsh, -U does not let aliases into the function, and +X loads it whole: what can not be parsed fails.
            check "$where: zsh completes $command" zsh -fec '
                fpath=("$1" $fpath)
                autoload -U compinit && compinit -u -D
                (( ${+_comps[$2]} ))
                autoload -U +X "_$2"
            ' - "$(ls -d "$folder"/zsh/*)" "$command"
        done
    else
        echo "package: no zsh here, so its completions are not loaded"
    fi
    if has fish; then
        for command in quada quada-lab; do
            check "$where: fish completes $command" env HOME="$scratch" fish --no-config -c '
                source $argv[1]/fish/vendor_completions.d/$argv[2].fish; or exit 1
                complete -C "$argv[2] " | string match -q "*help*"
            ' "$folder" "$command"
        done
    else
        echo "package: no fish here, so its completions are not loaded"
    fi
}

for binary in quada quada-lab; do
    [ -x ".build/release/$binary" ] || {
        echo "package: no .build/release/$binary; make build builds it" >&2
        exit 2
    }
done
version=$(.build/release/quada --version)

# make install, as somebody without root would.
prefix=$scratch/prefix
mkdir -p "$prefix/share/man/man1"
touch "$prefix/share/man/man1/another.1"
cp -R "$prefix" "$scratch/before"
check "pages" .ci/generate-pages .build/release .build/release/generate-manual "$scratch/pages"
check "make install" make install PREFIX="$prefix" PAGES="$scratch/pages"
check "install: version" says "$version" "$prefix/bin/quada" --version
check "install: audit" finds_the_fault "$prefix/bin/quada"
check "install: lab" "$prefix/bin/quada-lab" check fixtures/gtm-2014.yaml
for page in quada quada-audit quada-replay quada-lab quada-lab-serve; do
    check "install: $page.1" test -s "$prefix/share/man/man1/$page.1"
done
for page in "$prefix"/share/man/man1/quada*.1; do
    if has man; then
        # man prints what it does not understand on standard error, and ends well all the same.
        check "install: ${page##*/} formats" sh -c '
            man --warnings --local-file "$1" 2>&1 >/dev/null | { ! grep .; }' - "$page"
    fi
    # What whatis and cross-references need: one word, with hyphens.
    name=$(basename "$page" .1)
    check "install: $name has its name" grep -qx "\.Nm $name" "$page"
    check "install: $name refers to pages that are there" sh -c '
        cd "$1" && sed -n "s/^\.Xr \([^ ]*\) 1.*/\1/p" "$2" | while read -r other; do test -s "$other.1" || exit 1; done
    ' - "$prefix/share/man/man1" "$page"
done
check_shells install "$prefix/share"
check "install: nothing is built anew" make install PREFIX="$prefix" PAGES="$scratch/pages" SWIFT=/nonexistent/swift
check "make uninstall" make uninstall PREFIX="$prefix"
find "$prefix" -type f >"$scratch/left"
check "uninstall leaves what is not ours, and no more" says "another.1" cat "$scratch/left"
check "uninstall leaves one file" test "$(wc -l <"$scratch/left")" = 1

# The binary for containers, where somebody built it: in a root with nothing but itself and /proc.
portable=.build/portable/release/quada
if [ -x "$portable" ] && [ "$(id -u)" = 0 ]; then
    mkdir -p "$scratch/root/proc" "$scratch/root/fixtures"
    cp "$portable" "$scratch/root/quada"
    cp fixtures/gtm-2014.yaml "$scratch/root/fixtures/"
    in_empty_root() {
        unshare --mount --pid --fork sh -c 'mount -t proc proc "$1/proc" && cd "$1" && shift && exec chroot . "$@"' - "$scratch/root" "$@"
    }
    check "portable: needs no library" says "not a dynamic executable" sh -c 'ldd "$1" 2>&1' - "$portable"
    check "portable: audits in an empty root" finds_the_fault in_empty_root /quada
else
    echo "package: no $portable (make portable builds it) or not root, so it is not tried in an empty root"
fi

# The Debian package.
if ! has dpkg-deb || ! has dpkg-shlibdeps; then
    echo "package: no dpkg-dev here, so no Debian package is made"
elif check "make deb" make deb && package=$(ls .build/deb/quada_*.deb); then
    check "deb: version" says "${version#quada }-1" dpkg-deb --field "$package" Version
    check "deb: depends on ldns" says libldns3 dpkg-deb --field "$package" Depends
    dpkg-deb --raw-extract "$package" "$scratch/deb"
    check "deb: checksums" sh -c 'cd "$1" && md5sum --quiet --check DEBIAN/md5sums' - "$scratch/deb"
    check "deb: every file has a checksum" sh -c '
        cd "$1" && test "$(find usr -type f | wc -l)" = "$(wc -l <DEBIAN/md5sums)"' - "$scratch/deb"
    check "deb: owned by root" sh -c '! dpkg-deb --contents "$1" | grep -v " root/root "' - "$package"
    sum=$(sha256sum <"$package")
    check "make deb again" make deb
    check "deb: the same octets again" test "$sum" = "$(sha256sum <"$package")"
    if has lintian; then
        check "deb: lintian" lintian --allow-root --fail-on error,warning "$package"
    else
        echo "package: no lintian here"
    fi
    if [ "$(id -u)" != 0 ]; then
        echo "package: not root, so the package is not installed; run as root for the rest"
    elif dpkg-query --show --showformat='${db:Status-Status}' quada 2>/dev/null | grep -qx installed; then
        echo "package: a quada is installed here already, so this one is not"
    else
        installed=yes
        check "dpkg --install" dpkg --install "$package"
        check "installed: version" says "$version" /usr/bin/quada --version
        check "installed: audit" finds_the_fault /usr/bin/quada
        check "installed: lab" /usr/bin/quada-lab check fixtures/gtm-2014.yaml
        check "installed: files are as packed" dpkg --verify quada
        if has man; then
            check "installed: man quada" man --where quada
            check "installed: man quada audit" says quada-audit man --where quada audit
        fi
        check_shells installed /usr/share
        check "dpkg --remove" dpkg --remove quada
        installed=""
        check "removed: no binary" no test -e /usr/bin/quada
        check "removed: no page" no test -e /usr/share/man/man1/quada.1.gz
        check "removed: no folder" no test -e /usr/share/doc/quada
    fi
fi

echo "package: $passed passed, $failed failed"
[ "$failed" = 0 ]
