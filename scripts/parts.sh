# shellcheck shell=bash
# The parts of ./test. Each is a function `part_NAME [FILTER]` that fails if anything in it failed, or if it tested nothing.
#
# All builds choose the same packages, features and profile, so that cargo compiles every crate once for all test kinds;
# `cargo test` also leaves the `throng` binary that the integration tests and the browser's journeys run.

target=${CARGO_TARGET_DIR:-$PWD/target}
cargo_choice=(--workspace --features full --locked)

# The folders of server/tests/it that are parts here.
it_modules='store|http|live|crash'
# The files of server/tests/it/http that are run on PostgreSQL as well.
on_postgres='throngs|throng_states|throng_roles|deeds|sheets|deadlines|uploads|pictures|remixes'

part_install() {
  need_rust
  need_packages '/usr/lib/postgresql/*/bin/initdb:postgresql' chromium:chromium shellcheck:shellcheck
  need_node_modules
}

part_lint() {
  local scripts
  mapfile -t scripts < <(git grep -lE '^#!.*bash|^# shellcheck shell=bash')
  shellcheck -x "${scripts[@]}"

  local npm_bin=e2e/node_modules/.bin
  "$npm_bin/tsc" -p tsconfig.json
  "$npm_bin/tsc" -p e2e/tsconfig.json
  "$npm_bin/prettier" --check --log-level warn 'server/assets/**/*.js' 'e2e/**/*.js'
  "$npm_bin/eslint" --config e2e/eslint.config.js --max-warnings 0 server/assets e2e

  cargo fmt --all --check
  cargo clippy "${cargo_choice[@]}" --all-targets -- -D warnings
}

# Licences, sources and duplicates change only with the lock file, so the stamp of the last good run is committed.
part_deps() {
  local stamp=.ci/deps.sha256
  if sha256sum --check --status "$stamp" 2>/dev/null; then
    echo "unchanged since the last check"
    return 0
  fi
  need_cargo_deny "$target/tools"
  cargo deny --locked check --hide-inclusion-graph licenses sources bans
  sha256sum Cargo.lock deny.toml >"$stamp"
  echo "checked; commit $stamp"
}

part_build() {
  cargo test "${cargo_choice[@]}" --no-run
  local names
  names=$(it_tests)
  ! grep -vE "^($it_modules)::" <<<"$names" || {
    fail "these tests are in none of the modules that ./test runs ($it_modules)"
    return 1
  }
}

part_unit() {
  local file targets=()
  for file in platform/tests/*.rs platform/tests/*/main.rs engines/*/tests/*.rs engines/*/tests/*/main.rs; do
    [ -e "$file" ] || continue
    [[ $file = */main.rs ]] && file=${file%/main.rs}
    targets+=(--test "$(basename "$file" .rs)")
  done
  count_tests cargo test "${cargo_choice[@]}" --no-fail-fast --lib --bins "${targets[@]}" -- ${1:+"$1"}
  [ -n "$1" ] || count_tests cargo test "${cargo_choice[@]}" --no-fail-fast --doc
}

part_store() { it_module store "$1"; }
part_http() {
  it_module http "$1"
  http_on_postgres "$1"
}
part_live() { it_module live "$1"; }
part_crash() { it_module crash "$1"; }

part_e2e() {
  export THRONG_BIN=$target/debug/throng
  (cd e2e && node_modules/.bin/playwright test ${1:+--grep "$1"})
}

# All names of the integration tests, one a line.
it_tests() {
  cargo test "${cargo_choice[@]}" --quiet --test it -- --list --format terse | sed -n 's/: test$//p'
}

# The integration tests of one module, or those among them whose name contains the filter.
it_module() {
  local names
  mapfile -t names < <(it_tests | grep "^$1::" | grep -F -- "$2")
  [ ${#names[@]} -gt 0 ] || {
    fail "no test of '$1' has a name with '$2' in it"
    return 1
  }
  count_tests cargo test "${cargo_choice[@]}" --test it -- --exact "${names[@]}"
}

# Once more with every server on PostgreSQL: the tests of what is worked on together, whose statements are the most intricate.
http_on_postgres() {
  local names
  mapfile -t names < <(it_tests | grep -E "^http::($on_postgres)::" | grep -F -- "$1")
  [ ${#names[@]} -gt 0 ] || return 0
  THRONG_TEST_DATABASE=postgres count_tests cargo test "${cargo_choice[@]}" --test it -- --exact "${names[@]}"
}

# Runs a test command and fails also if it ran no test or left one out.
count_tests() {
  local log status=0
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" | sed -uE '/^test .* ok$|^running [0-9]+ tests?$|^$/d' || status=1
  if grep -qE '[1-9][0-9]* ignored' "$log"; then fail "a test is ignored: mend it or delete it" && status=1; fi
  if ! grep -qE '[1-9][0-9]* passed' "$log"; then fail "no test passed" && status=1; fi
  rm -f "$log"
  return "$status"
}
