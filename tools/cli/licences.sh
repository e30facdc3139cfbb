# The licences of the packages that this repository restores. Exit code 1: one of them is not allowed.

licences() {
  [[ $# == 0 ]] || die "licences takes no arguments"
  mkdir -p "$FLASHSALE_HOME/logs"
  dotnet restore "$ROOT/FlashSale.sln" > "$FLASHSALE_HOME/logs/restore.log" 2>&1 || { tail -n 40 "$FLASHSALE_HOME/logs/restore.log" >&2; die "the restore failed"; }
  build tools/Licences
  "$ROOT/artifacts/bin/Licences/release/Licences" "$ROOT"
}
