# shellcheck shell=bash
# What the scripts tell the person at the terminal.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' red='' plain=''
fi

heading() { printf '\n%s== %s%s\n' "$bold" "$1" "$plain"; }

# One line on stderr that says what is wrong and what to do next.
fail() { printf '%s%s%s\n' "$red" "$1" "$plain" >&2; }

verdict() { if [ "$1" = 0 ]; then echo ok; else echo FAILED; fi; }
