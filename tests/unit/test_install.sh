#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# conf/install.sh into a staged folder: everything in its place, nothing that people edited is lost. Prints TAP.
cd "$(dirname "$0")/../.." || exit 1
BUILD=${WAYMARK_BUILD:-build}
stage=$(mktemp -d) || exit 1
trap 'rm -rf "$stage"' EXIT
etc=$stage/etc/waymark
share=$stage/usr/local/share/waymark
number=0
failed=0

claim() { # name, command...
        name=$1
        shift
        number=$((number + 1))
        if "$@"; then
                echo "ok $number - $name"
        else
                echo "not ok $number - $name"
                failed=1
        fi
}

install_here() {
        DESTDIR=$stage PREFIX=/usr/local SYSCONF=/etc BUILD=$BUILD sh conf/install.sh >"$stage/out" 2>&1
}

all_are_there() {
        for file in usr/local/sbin/waymarkd usr/local/bin/waymark usr/local/lib/systemd/system/waymark.service \
                usr/local/lib/udev/rules.d/70-waymark.rules usr/local/lib/sysusers.d/waymark.conf \
                usr/local/lib/tmpfiles.d/waymark.conf usr/local/lib/modules-load.d/waymark.conf \
                usr/local/share/man/man1/waymark.1 usr/local/share/man/man8/waymarkd.8 \
                usr/local/share/man/man5/waymark.cfg.5 usr/local/share/man/man5/waymark-messages.5 \
                usr/local/share/waymark/osmo-hlr.cfg usr/local/share/waymark/kannel.conf usr/local/share/waymark/waymark-network.conf \
                etc/waymark/waymark.cfg etc/waymark/messages/topics.cfg etc/waymark/messages/uk/job.txt; do
                [ -s "$stage/$file" ] || { echo "# $file is missing"; return 1; }
        done
}
no_place_is_left_open() { ! grep -rE '@(sbindir|sysconf)@' "$stage/usr/local/lib" && grep -q '^ExecStart=/usr/local/sbin/waymarkd -c /etc/waymark/waymark.cfg$' "$stage/usr/local/lib/systemd/system/waymark.service"; }
others_cannot_read_the_configuration() { [ "$(stat -c %a "$etc/waymark.cfg")" = 640 ]; }
unit_is_sound() {
        sed "s|ExecStart=|ExecStart=$stage|" "$stage/usr/local/lib/systemd/system/waymark.service" >"$stage/waymark.service"
        systemd-analyze verify --man=no "$stage/waymark.service" >"$stage/verify" 2>&1 && [ ! -s "$stage/verify" ]
}
installed_files_pass_their_own_check() {
        sed "s|\"/etc/waymark/messages\"|\"messages\"|" "$etc/waymark.cfg" >"$etc/check.cfg"
        "$stage/usr/local/bin/waymark" -c "$etc/check.cfg" check >"$stage/check" || { sed 's/^/# /' "$stage/check"; return 1; }
        rm "$etc/check.cfg"
}
second_run_changes_nothing() {
        find "$stage/etc" "$stage/usr" -type f -exec md5sum {} + | sort >"$stage/before"
        install_here
        find "$stage/etc" "$stage/usr" -type f -exec md5sum {} + | sort | cmp -s - "$stage/before"
}
edited_configuration_is_kept() {
        echo '# ours' >>"$etc/waymark.cfg"
        install_here
        tail -n 1 "$etc/waymark.cfg" | grep -q '# ours' && cmp -s conf/waymark.cfg "$etc/waymark.cfg.new"
}
edited_text_is_kept() {
        echo 'Ours.' >>"$etc/messages/uk/job.txt"
        install_here
        tail -n 1 "$etc/messages/uk/job.txt" | grep -q Ours && cmp -s messages/uk/job.txt "$share/messages/uk/job.txt" &&
                grep -q uk/job.txt "$stage/out"
}
text_as_it_was_shipped_is_renewed() {
        echo 'Shipped earlier.' >"$etc/messages/en/job.txt"
        cp "$etc/messages/en/job.txt" "$share/messages/en/job.txt"
        install_here
        cmp -s messages/en/job.txt "$etc/messages/en/job.txt"
}
new_text_is_added() {
        rm "$etc/messages/en/house.txt" "$share/messages/en/house.txt"
        install_here
        cmp -s messages/en/house.txt "$etc/messages/en/house.txt"
}
text_that_was_taken_away_stays_away() {
        rm -r "$etc/messages/ru"
        install_here
        [ ! -e "$etc/messages/ru" ]
}
other_places_are_respected() {
        DESTDIR=$stage/other PREFIX=/usr SYSCONF=/opt/etc BUILD=$BUILD sh conf/install.sh >"$stage/out" 2>&1
        [ -x "$stage/other/usr/sbin/waymarkd" ] && [ -f "$stage/other/opt/etc/waymark/waymark.cfg" ] && [ ! -e "$stage/other/etc" ] &&
                grep -q '/opt/etc/waymark/waymark.cfg' "$stage/other/usr/lib/systemd/system/waymark.service"
}
# bearerbox ends at once without the folder of its store, and /run is empty after a start: its own commands must make it.
kannel_conf_says_how_to_make_its_folders() {
        folders=$(sed -n 's|^store-location = *\(/run/.*\)|\1|p' conf/kannel.conf)
        [ -n "$folders" ] || return 1
        made=$(sed -n "s|^#  *printf '\(.*\)' .*tee /etc/tmpfiles.d/kannel.conf|\1|p" conf/kannel.conf)
        for folder in $folders; do
                printf '%b' "$made" | grep -q "^d $folder 0700 kannel " || return 1
        done
}

claim installs_without_trouble install_here
claim everything_is_in_its_place all_are_there
claim no_place_is_left_open no_place_is_left_open
claim others_cannot_read_the_configuration others_cannot_read_the_configuration
if command -v systemd-analyze >/dev/null; then
        claim unit_is_sound unit_is_sound
fi
claim installed_files_pass_their_own_check installed_files_pass_their_own_check
claim kannel_conf_says_how_to_make_its_folders kannel_conf_says_how_to_make_its_folders
claim second_run_changes_nothing second_run_changes_nothing
claim edited_configuration_is_kept edited_configuration_is_kept
claim edited_text_is_kept edited_text_is_kept
claim text_as_it_was_shipped_is_renewed text_as_it_was_shipped_is_renewed
claim new_text_is_added new_text_is_added
claim text_that_was_taken_away_stays_away text_that_was_taken_away_stays_away
claim other_places_are_respected other_places_are_respected
echo "1..$number"
exit $failed
