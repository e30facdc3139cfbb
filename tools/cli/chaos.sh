# The fault scenarios, on their own servers and services: the ports of the tests (base + 50), their own data (.flashsale/chaos), empty
# at the beginning of each run.

run_chaos() {
  if [[ "${1:-}" == list ]]; then
    build tools/Chaos
    exec "$ROOT/artifacts/bin/Chaos/release/Chaos" list
  fi
  if [[ "${FLASHSALE_CHAOS_HOME:-}" != "$FLASHSALE_HOME" ]]; then
    export FLASHSALE_CHAOS_HOME="$FLASHSALE_HOME/chaos"
    # A running system's keys must not leak into this one.
    unset FLASHSALE_OPS_KEY FLASHSALE_WEBHOOK_SECRET FLASHSALE_PAYMENT_PROVIDER
    FLASHSALE_HOME="$FLASHSALE_CHAOS_HOME" FLASHSALE_PORT_BASE=$((FLASHSALE_PORT_BASE + 50)) exec "$ROOT/flashsale" chaos "$@"
  fi

  build_harness
  # Before anything is stopped or deleted.
  [[ "${1:-}" == mutants ]] || "$ROOT/artifacts/bin/Chaos/release/Chaos" check "$@" || exit $?
  running postgres || ! listens "$(port_of postgres)" \
    || die "port $(port_of postgres) is in use, perhaps by the test servers: stop them (FLASHSALE_HOME=$(dirname "$FLASHSALE_HOME")/test ./flashsale down) or set another FLASHSALE_PORT_BASE"
  trap 'stop_all > /dev/null' EXIT
  case "${1:-}" in
    mutants) run_mutants "${2:-}" ;;
    ci) chaos_on_empty_servers "$ROOT/artifacts" false "$@" ;;
    *)
      # For the clocks that are off.
      install_missing faketime
      build_with_crash_points "$ROOT" "$FLASHSALE_HOME/artifacts"
      chaos_on_empty_servers "$FLASHSALE_HOME/artifacts" true "$@"
      ;;
  esac
}

chaos_on_empty_servers() { # ARTIFACTS CRASH-POINTS ARGUMENTS...
  local artifacts="$1" crash_points="$2"
  shift 2
  stop_all > /dev/null
  delete_data
  # The keys were deleted with the data.
  unset FLASHSALE_OPS_KEY FLASHSALE_WEBHOOK_SECRET
  export_settings
  say "servers"
  start_servers
  apply_schema
  FLASHSALE_ROOT="$ROOT" FLASHSALE_CHAOS_ARTIFACTS="$artifacts" FLASHSALE_CHAOS_CRASH_POINTS="$crash_points" "$ROOT/artifacts/bin/Chaos/release/Chaos" "$@"
}

build_harness() {
  [[ -z "${FLASHSALE_CHAOS_BUILT:-}" ]] || return 0
  say "build"
  build tools/Chaos
  build tools/cli/Services.slnf
}

# A separate build of the services, with crash points compiled in.
build_with_crash_points() { # SOURCES ARTIFACTS
  local project
  [[ -z "${FLASHSALE_CHAOS_BUILT:-}" ]] || return 0
  say "build with crash points"
  mkdir -p "$FLASHSALE_HOME/logs"
  for project in Ordering.Api Ordering.Sagas Inventory.Consumers Notifications.Consumers; do
    dotnet build "$1/src/$project" -c Release -v quiet -clp:ErrorsOnly -p:CrashPoints=true --artifacts-path "$2" > "$FLASHSALE_HOME/logs/build.log" 2>&1 \
      || { tail -n 40 "$FLASHSALE_HOME/logs/build.log" >&2; die "the build failed"; }
  done
}

# Tests the invariant checks themselves: each patch plants a bug in a copy of the sources; the scenario that it names has to fail, by an
# invariant that it names.
run_mutants() { # [NAME]
  local mutants="$FLASHSALE_HOME/mutants" file name scenario invariants caught=0 survived=0
  install_missing faketime
  command -v patch > /dev/null || die "the program patch is missing"
  rm -rf "$mutants/tree"
  mkdir -p "$mutants/tree"
  (cd "$ROOT" && tar -c global.json Directory.Build.props Directory.Packages.props .editorconfig src) | tar -x -C "$mutants/tree"
  for file in "$ROOT"/tests/Chaos.Tests/mutants/*"${1:-}"*.patch; do
    name="$(basename "$file" .patch)"
    scenario="$(sed -n 's/^Scenario: //p' "$file")"
    invariants="$(sed -n 's/^Caught-by: //p' "$file" | tr ' ' '|')"
    say "mutant $name: $(sed -n 's/^What: //p' "$file")"
    patch -s -p1 -d "$mutants/tree" < "$file" || die "$file no longer applies to the sources"
    FLASHSALE_CHAOS_BUILT='' build_with_crash_points "$mutants/tree" "$mutants/artifacts"
    if chaos_on_empty_servers "$mutants/artifacts" true "$scenario" > "$mutants/$name.log" 2>&1; then
      say "SURVIVED $name: $scenario passed"
      survived=$((survived + 1))
    elif grep -qE "^($invariants):" "$mutants/$name.log"; then
      say "caught   $name by $(grep -oE "^($invariants):" "$mutants/$name.log" | sort -u | tr -d ':\n'): $(grep -m 1 -E "^($invariants):" "$mutants/$name.log" | cut -c 1-160)"
      caught=$((caught + 1))
    else
      say "SURVIVED $name: $scenario failed, but not by $invariants; see $mutants/$name.log"
      survived=$((survived + 1))
    fi
    patch -s -R -p1 -d "$mutants/tree" < "$file"
  done
  echo "$caught mutants caught, $survived survived"
  [[ $caught -gt 0 && $survived == 0 ]]
}

# A few scenarios at the end of `./flashsale test`, on the ports of the test servers, which are stopped by then.
chaos_subset() { # RESULTS
  local home="$FLASHSALE_HOME/chaos" log="$1/Chaos.log" status=0 green all
  FLASHSALE_CHAOS_BUILT=true FLASHSALE_CHAOS_HOME="$home" FLASHSALE_HOME="$home" "$ROOT/flashsale" chaos ci > "$log" 2>&1 || status=1
  grep -E '^ +(ok|FAILED) |^I[0-9]+:|^repeat:' "$log" | sed 's/^/  /'
  read -r green all < <(sed -nE 's/^([0-9]+) of ([0-9]+) scenarios green.*/\1 \2/p' "$log") || { tail -n 20 "$log"; return 1; }
  # Counted with the others.
  echo "Passed!  - Failed: $((all - green)), Passed: $green, Skipped: 0" >> "$1/tests.log"
  return $status
}
