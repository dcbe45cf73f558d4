# shellcheck shell=bash
# A private PostgreSQL for one run of the tests: empty, on a free port of the loopback, gone afterwards.
# It never touches the machine's own clusters. It loses its data in a crash (fsync=off), which here costs nothing.

postgres_dir=''

# initdb refuses to run as root, so root hands over to the user that Debian's package made, in a folder that it may enter.
postgres_do() (
  cd /
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
)

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# Starts the cluster unless it runs already, and exports THRONG_TEST_POSTGRES, which the store tests read.
postgres_start() {
  [ -z "$postgres_dir" ] || return 0
  local bin port
  bin=$(postgres_bin)
  port=$(free_port)
  postgres_dir=$(postgres_do mktemp -d /tmp/throng-postgres.XXXXXX)
  postgres_do "$bin/initdb" -D "$postgres_dir/data" -U throng -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  postgres_do "$bin/pg_ctl" -D "$postgres_dir/data" -l "$postgres_dir/log" -w -t 30 start >/dev/null -o \
    "-c listen_addresses=127.0.0.1 -p $port -k $postgres_dir -c fsync=off -c full_page_writes=off -c max_connections=300" || {
    fail "PostgreSQL did not start; its log says:"
    tail -n 20 "$postgres_dir/log" >&2
    return 1
  }
  postgres_do "$bin/createdb" -h 127.0.0.1 -p "$port" -U throng throng
  export THRONG_TEST_POSTGRES="postgres://throng@127.0.0.1:$port/throng"
}

# The newest of Debian's versions. Its programs are not on the PATH, and another pg_ctl may be.
postgres_bin() {
  local bins=(/usr/lib/postgresql/*/bin)
  echo "${bins[-1]}"
}

postgres_stop() {
  [ -n "$postgres_dir" ] || return 0
  postgres_do "$(postgres_bin)/pg_ctl" -D "$postgres_dir/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$postgres_dir"
  postgres_dir=''
}
