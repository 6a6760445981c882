#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `make install` does, with DESTDIR, PREFIX, SYSCONF and BUILD in the environment. What people edit (configuration, messages) is never
# overwritten: a copy of what was shipped is kept in PREFIX/share/waymark, so the next installation knows what has been edited since.
set -eu
cd "$(dirname "$0")/.."
: "${DESTDIR=}" "${PREFIX:=/usr/local}" "${SYSCONF:=/etc}" "${BUILD:=build}"
share=$PREFIX/share/waymark
kept=

put() { # mode, file, place: ours, replaced every time; @...@ are filled in
        sed -e "s|@sbindir@|$PREFIX/sbin|g" -e "s|@sysconf@|$SYSCONF|g" "$2" >"$tmp"
        install -D -m "$1" "$tmp" "$DESTDIR$3"
}

put_edited() { # mode, file, place, place of the shipped copy, "new": put what is newer beside it
        if [ ! -e "$DESTDIR$3" ] && [ -e "$DESTDIR$4" ] && [ "${5-}" != new ]; then
                : # taken away by someone: a text or a language that is not wanted
        elif [ ! -e "$DESTDIR$3" ] || { [ -e "$DESTDIR$4" ] && cmp -s "$DESTDIR$3" "$DESTDIR$4"; }; then
                install -D -m "$1" "$2" "$DESTDIR$3"
        elif ! cmp -s "$2" "$DESTDIR$3"; then
                kept="$kept
  $3"
                [ "${5-}" != new ] || install -D -m "$1" "$2" "$DESTDIR$3.new"
        fi
        install -D -m 0644 "$2" "$DESTDIR$4"
}

tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT

install -D -m 0755 "$BUILD/waymarkd" "$DESTDIR$PREFIX/sbin/waymarkd"
install -D -m 0755 "$BUILD/waymark" "$DESTDIR$PREFIX/bin/waymark"
put 0644 conf/waymark.service "$PREFIX/lib/systemd/system/waymark.service"
put 0644 conf/waymark.rules "$PREFIX/lib/udev/rules.d/70-waymark.rules"
put 0644 conf/waymark.sysusers "$PREFIX/lib/sysusers.d/waymark.conf"
put 0644 conf/waymark.tmpfiles "$PREFIX/lib/tmpfiles.d/waymark.conf"
put 0644 conf/waymark.modules "$PREFIX/lib/modules-load.d/waymark.conf"
put 0644 conf/waymark-network.conf "$share/waymark-network.conf"
put 0644 conf/osmo-hlr.cfg "$share/osmo-hlr.cfg"
put 0644 conf/kannel.conf "$share/kannel.conf"
for page in conf/man/*.[1-9]; do
        put 0644 "$page" "$PREFIX/share/man/man${page##*.}/${page##*/}"
done

put_edited 0640 conf/waymark.cfg "$SYSCONF/waymark/waymark.cfg" "$share/waymark.cfg" new
find messages -type f ! -name '.*' ! -name '*~' | sort >"$tmp.list"
while read -r file; do
        put_edited 0644 "$file" "$SYSCONF/waymark/$file" "$share/$file"
done <"$tmp.list"
rm -f "$tmp.list"

[ -z "$kept" ] || echo "kept as they were edited here (what is shipped now: $share):$kept"
[ -n "$DESTDIR" ] || cat <<END
Installed. To start the gateway:
  systemd-sysusers && systemd-tmpfiles --create; systemctl daemon-reload; udevadm control --reload; udevadm trigger
  modprobe -a usbserial option cdc_acm
  nano $SYSCONF/waymark/waymark.cfg        # country, languages, modem
  waymark check
  systemctl enable --now waymark
  waymark status
END
