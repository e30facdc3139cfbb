# All tests, against their own real servers: other ports (base + 50), other data (.flashsale/test).

# What takes too long for every run: `./flashsale test --all`. Each is a function below; it starts with no server running and ends as it likes.
SLOW_PROOFS=(tests_that_take_minutes pipeline_on_quorum_queues short_bench_of_the_pipeline)

run_tests() {
  local filter="" keep=false all=false proof started=$SECONDS
  case "${1:-}" in
    --servers) keep=true ;;
    --all) all=true ;;
    -*) usage >&2; die "test has no option $1" ;;
    *) filter="${1:-}" ;;
  esac
  if [[ "${FLASHSALE_TEST_HOME:-}" != "$FLASHSALE_HOME" ]]; then
    export FLASHSALE_TEST_HOME="$FLASHSALE_HOME/test"
    # A running system's keys must not leak into the test system.
    unset FLASHSALE_OPS_KEY FLASHSALE_WEBHOOK_SECRET FLASHSALE_PAYMENT_PROVIDER
    FLASHSALE_HOME="$FLASHSALE_TEST_HOME" FLASHSALE_PORT_BASE=$((FLASHSALE_PORT_BASE + 50)) exec "$ROOT/flashsale" test "$@"
  fi

  say "test servers"
  start_servers python3-aiosmtpd tzdata faketime
  print_env > "$FLASHSALE_HOME/env"
  if $keep; then
    echo "the test servers are running; their settings are in $FLASHSALE_HOME/env"
    return
  fi
  trap 'stop_all > /dev/null' EXIT
  say "build"
  build FlashSale.sln
  say "schema"
  apply_schema

  local failed=0 tests="Takes!=Minutes"
  [[ -n "$filter" ]] && tests="FullyQualifiedName~$filter"
  mkdir -p "$FLASHSALE_HOME/results"
  : > "$FLASHSALE_HOME/results/tests.log"
  # The longest projects first (188 to 24 s): started last, one of them would run alone at the end. This saves a minute.
  local longest="Ordering.Api.Tests Messaging.Postgres.Tests Service.Defaults.Tests Inventory.Consumers.Tests Ordering.Sagas.Tests Notifications.Consumers.Tests Admission.Redis.Tests"
  # The end-to-end tests stop and kill servers, so they run after the others, which run far from UTC: a time that is read or
  # written in the zone of a process is nine hours wrong there.
  TZ=Asia/Tokyo run_projects "$tests" $longest $(cd "$ROOT/tests" && ls -- *.Tests/*.csproj | xargs -n 1 dirname | grep -vE "^(EndToEnd.Tests|${longest// /|})$") || failed=1
  # Chaos after them: beside them it saved 40 s, and with a third load on the machine both failed.
  run_projects "$tests" EndToEnd.Tests || failed=1
  if [[ -z "$filter" ]]; then
    stop_all > /dev/null
    chaos_subset "$FLASHSALE_HOME/results" || failed=1
  fi
  if $all; then
    for proof in "${SLOW_PROOFS[@]}"; do
      say "${proof//_/ }"
      stop_all > /dev/null
      "$proof" || failed=1
    done
  fi
  summarize "$failed" $((SECONDS - started))
}

# The same messages through queues of the other kind, in a broker that knows none yet: a queue keeps its kind.
pipeline_on_quorum_queues() {
  local project status=0
  delete_data
  start_servers
  apply_schema
  # One after the other: the end-to-end tests kill servers.
  for project in Service.Defaults.Tests EndToEnd.Tests; do
    FLASHSALE_QUEUE_TYPE=quorum RESULTS_OF=-on-quorum-queues run_projects "Takes!=Minutes" "$project" || status=1
  done
  return $status
}

tests_that_take_minutes() {
  local status=0
  start_servers
  RESULTS_OF=-minutes run_projects "Takes=Minutes" Ordering.Sagas.Tests || status=1
  RESULTS_OF=-minutes run_projects "Takes=Minutes" EndToEnd.Tests || status=1
  return $status
}

# Whether the benchmark still runs; its figures mean nothing at this length.
short_bench_of_the_pipeline() {
  local log="$FLASHSALE_HOME/results/bench.log"
  if FLASHSALE_BENCH_HOME="$FLASHSALE_HOME/bench" FLASHSALE_HOME="$FLASHSALE_HOME/bench" "$ROOT/flashsale" bench pipeline --orders 300 --warm-up 100 > "$log" 2>&1; then
    echo "  Passed!  - Failed: 0, Passed: 1, Skipped: 0" | tee -a "$FLASHSALE_HOME/results/tests.log"
  else
    tail -n 20 "$log"
    return 1
  fi
}

run_projects() { # FILTER PROJECT...
  local status=0 arguments=(--no-build -c Release --nologo --blame-hang-timeout 4m --filter "$1")
  shift
  # Two projects at a time: they wait for servers more than they compute. Three saved half a minute, and tests that measure waits failed.
  printf '%s\n' "$@" | xargs -P 2 -I{} bash -c 'project="$(basename {})"; log="$1/$project${RESULTS_OF:-}.log"; dotnet test "$2/tests/$project" "${@:3}" > "$log" 2>&1; status=$?; grep -E -A3 "^ *(Failed |Passed! |Failed! )|Error Message|hang" "$log" | grep -v "^--" | sed "s/^/  /"; cat "$log" >> "$1/tests.log"; exit $status' _ "$FLASHSALE_HOME/results" "$ROOT" "${arguments[@]}" || status=1
  return $status
}

summarize() { # FAILED SECONDS
  local passed failed skipped
  read -r passed failed skipped < <(sed -nE 's/^.*(Passed!|Failed!|Skipped!) +- Failed: +([0-9]+), Passed: +([0-9]+), Skipped: +([0-9]+).*$/\3 \2 \4/p' "$FLASHSALE_HOME/results/tests.log" \
    | awk '{p += $1; f += $2; s += $3} END {print p + 0, f + 0, s + 0}')
  # A run that crashed or hung reports no counts, but is still a failure.
  [[ "$1" == 1 && "$failed" == 0 ]] && failed=1
  say "tests took $2 s; output in $FLASHSALE_HOME/results"
  echo "$passed passed, $failed failed, $skipped skipped"
  [[ "$passed" -gt 0 || "$failed" -gt 0 ]] || echo "no test ran: FILTER must be part of a test's full name, for example When_a_buyer_orders" >&2
  [[ "$passed" -gt 0 && "$failed" == 0 ]] || return 1
  [[ "${CI:-}" != true || "$skipped" == 0 ]] || { echo "a skipped test counts as a failure in CI (CI=true)" >&2; return 1; }
}
