# The benchmarks, on their own servers and services: the ports of the tests (base + 50), their own data (.flashsale/bench), empty
# at the beginning of each run.

run_bench() {
  [[ "${1:-}" == accept || "${1:-}" == pipeline || "${1:-}" == messaging || "${1:-}" == streams ]] || { usage >&2; die "bench needs one of: accept, pipeline, streams, messaging"; }
  if [[ "${FLASHSALE_BENCH_HOME:-}" != "$FLASHSALE_HOME" ]]; then
    export FLASHSALE_BENCH_HOME="$FLASHSALE_HOME/bench"
    # A running system's keys must not leak into this one.
    unset FLASHSALE_OPS_KEY FLASHSALE_WEBHOOK_SECRET FLASHSALE_PAYMENT_PROVIDER
    FLASHSALE_HOME="$FLASHSALE_BENCH_HOME" FLASHSALE_PORT_BASE=$((FLASHSALE_PORT_BASE + 50)) exec "$ROOT/flashsale" bench "$@"
  fi

  running postgres || ! listens "$(port_of postgres)" \
    || die "port $(port_of postgres) is in use, perhaps by the test servers: stop them (FLASHSALE_HOME=$(dirname "$FLASHSALE_HOME")/test ./flashsale down) or set another FLASHSALE_PORT_BASE"
  stop_all > /dev/null
  delete_data
  # The keys were deleted with the data.
  unset FLASHSALE_OPS_KEY FLASHSALE_WEBHOOK_SECRET
  export_settings

  trap 'stop_all > /dev/null' EXIT
  say "servers"
  case "$1" in
    accept) start_servers wrk redis-tools ;;
    *) start_servers ;;
  esac
  say "build"
  build tools/cli/Services.slnf
  apply_schema
  # accept first measures admission without the other services, and then starts them itself.
  local name services=()
  case "$1" in
    accept) services=(api) ;;
    pipeline | streams) services=("${SERVICES[@]}") ;;
  esac
  [[ ${#services[@]} -eq 0 ]] || say "services"
  for name in "${services[@]}"; do start_service "$name"; done
  for name in "${services[@]}"; do wait_service "$name"; done
  say "bench $*"
  PATH="$(postgres_bin):$PATH" FLASHSALE_ROOT="$ROOT" "$ROOT/artifacts/bin/Benchmarks/release/Benchmarks" "$@"
}

listens() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
