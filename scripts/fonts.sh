#!/usr/bin/env bash
# Cuts the fonts of recipes to the characters in engines/recipes/src/characters.rs.
# usage: scripts/fonts.sh FOLDER   with the unpacked packages @expo-google-fonts/{anton,libre-franklin,newsreader} in FOLDER.
# Needs pyftsubset (fonttools 4.68). The fonts reserve no names, so that what is cut keeps them (OFL 1.1, clause 3).
set -euo pipefail
from=${1:?say where the unpacked packages are}
to=$(cd "$(dirname "$0")/../engines/recipes/fonts" && pwd)
characters="U+0020-007E,U+00A0-00AC,U+00AE-0131,U+0134-0137,U+0139-0148,U+014A-017E,U+2013-2014,U+2018-201A,U+201C-201E"
characters+=",U+2022,U+2026,U+2039-203A,U+20AC,U+2122"

cut_font() {
  pyftsubset "$from/$1" --output-file="$to/$2" --unicodes="$characters" --no-hinting --desubroutinize \
    --layout-features=kern,liga,mark,mkmk,ccmp,locl
}

cut_font anton/400Regular/Anton_400Regular.ttf anton-400.ttf
cut_font libre-franklin/400Regular/LibreFranklin_400Regular.ttf libre-franklin-400.ttf
cut_font libre-franklin/700Bold/LibreFranklin_700Bold.ttf libre-franklin-700.ttf
cut_font newsreader/400Regular/Newsreader_400Regular.ttf newsreader-400.ttf
cut_font newsreader/700Bold/Newsreader_700Bold.ttf newsreader-700.ttf
