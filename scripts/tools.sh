#!/bin/sh
# What the whole test suite needs beyond Python: Chromium with a Chinese font, PostgreSQL, LibreOffice (.xls, Word),
# Java (Spark). Installs the missing ones where the machine lets us (Debian, root); otherwise says which command would.
# Never fails: tests that cannot run say so themselves.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing="$missing fonts-noto-cjk"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-calc-nogui libreoffice-writer-nogui"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "For the whole test suite install:$missing (Debian: sudo apt-get install$missing)"
exit 0
