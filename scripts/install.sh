# shellcheck shell=bash
# Installs what a fresh Debian machine with Rust, git, a C compiler, Node and npm lacks. Does nothing where all is there.

# Installs the packages of those `command:package` pairs whose command (a name on the PATH, or a pattern from /) is not there.
need_packages() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || compgen -G "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
      fail "missing: ${missing[*]}. Install them with 'apt-get install ${missing[*]}' as root, then run this again."
      return 1
    }
    as_root=(sudo)
  fi
  echo "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The compiler's own tools, and a linker for crates with C in them.
need_rust() {
  command -v cargo >/dev/null || {
    fail "cargo is not on the PATH. Install Rust (https://rustup.rs), then run this again."
    return 1
  }
  need_packages cc:gcc
  if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
    rustup component add rustfmt clippy
  fi
}

# The modules that check and drive the browser's side, as the lock file has them. Chromium is Debian's, so none is fetched.
need_node_modules() {
  need_packages node:nodejs npm:npm
  local lock=e2e/package-lock.json installed=e2e/node_modules/.installed
  cmp -s "$lock" "$installed" && return 0
  echo "installing npm modules for e2e/"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix e2e --no-audit --no-fund --loglevel=error
  cp "$lock" "$installed"
}

# cargo-deny, built once into the given folder: it is wanted only when the lock file changes.
need_cargo_deny() {
  command -v cargo-deny >/dev/null && return 0
  local root=$1
  [ -x "$root/bin/cargo-deny" ] || cargo install cargo-deny --locked --version 0.20.2 --root "$root"
  PATH=$root/bin:$PATH
}
