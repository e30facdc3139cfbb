# Installs what is missing on Debian and Ubuntu; elsewhere says what to install.
install_missing() {
  local missing=() sudo=()
  [[ -x "$(postgres_bin)/postgres" ]] || missing+=(postgresql)
  command -v redis-server > /dev/null || missing+=(redis-server)
  [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || missing+=(rabbitmq-server)
  command -v curl > /dev/null || missing+=(curl)
  local package
  for package in "$@"; do
    # dpkg also knows packages that were removed and left their configuration behind.
    [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null)" == installed ]] || missing+=("$package")
  done
  command -v dotnet > /dev/null || die "the .NET SDK 10 is missing: install dotnet-sdk-10.0 and run this again"
  [[ ${#missing[@]} -eq 0 ]] && return

  command -v apt-get > /dev/null || die "missing: ${missing[*]}. Install them with this system's package manager and run this again."
  if [[ $EUID -ne 0 ]]; then
    command -v sudo > /dev/null || die "missing: ${missing[*]}. Run: apt-get install ${missing[*]} (as root)"
    sudo=(sudo)
  fi
  say "installing ${missing[*]}"
  mkdir -p "$FLASHSALE_HOME/logs"
  { "${sudo[@]}" apt-get update -q && DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"; } \
    > "$FLASHSALE_HOME/logs/install.log" 2>&1 || die "installation failed; see $FLASHSALE_HOME/logs/install.log"
}
