# The four services, each a process of its own, and the commands for all processes.

project_of() {
  case "$1" in
    api) echo Ordering.Api ;;
    sagas) echo Ordering.Sagas ;;
    inventory) echo Inventory.Consumers ;;
    notifications) echo Notifications.Consumers ;;
  esac
}

build() { # PROJECT-OR-SOLUTION
  mkdir -p "$FLASHSALE_HOME/logs"
  dotnet build "$ROOT/$1" -c Release -v quiet -clp:ErrorsOnly > "$FLASHSALE_HOME/logs/build.log" 2>&1 || { tail -n 40 "$FLASHSALE_HOME/logs/build.log" >&2; die "the build failed"; }
}

apply_schema() { "$ROOT/artifacts/bin/Schema/release/Schema" "$FLASHSALE_POSTGRES" "$ROOT"; }

start_service() { # NAME or NAME.INSTANCE
  local project
  project="$(project_of "${1%%.*}")"
  [[ -x "$ROOT/artifacts/bin/$project/release/$project" ]] || die "$project is not built; run ./flashsale up"
  # 64 MB (the value is hexadecimal) before the garbage collector starts: a seventh less processor time per order (docs/performance.md).
  launch "$1" env "DOTNET_GCgen0size=${DOTNET_GCgen0size-4000000}" "ASPNETCORE_URLS=http://127.0.0.1:$(port_of "$1")" "ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}" \
    "ASPNETCORE_CONTENTROOT=$ROOT/artifacts/bin/$project/release" "$ROOT/artifacts/bin/$project/release/$project"
  # The later a service comes in the pipeline, the lower its priority.
  case "$1" in
    sagas*) be_nice "$1" 15 ;;
    inventory*) be_nice "$1" 17 ;;
    notifications*) be_nice "$1" 19 ;;
  esac
}
service_ready() { curl -s --fail-with-body --max-time 3 "http://127.0.0.1:$(port_of "$1")/health/ready"; }

wait_service() { wait_ready "$1" service_ready "$1"; }

# Stops the instances of a service that run an older build than the one on disk, so that they are started again.
stop_outdated() { # NAME
  local file project
  project="$(project_of "$1")"
  for file in "$FLASHSALE_HOME/run/$1.pid" "$FLASHSALE_HOME/run/$1".[0-9]*.pid; do
    [[ -e "$file" && -n "$(find "$ROOT/artifacts/bin/$project/release" -maxdepth 1 -name '*.dll' -newer "$file" -print -quit)" ]] \
      && stop_process TERM "$(basename "$file" .pid)"
  done
  return 0
}

up() {
  local start=$SECONDS name
  say "servers"
  start_servers
  say "build"
  build tools/cli/Services.slnf
  say "schema"
  apply_schema
  say "services"
  for name in "${SERVICES[@]}"; do
    stop_outdated "$name"
    running "$name" || start_service "$name"
  done
  for name in "${SERVICES[@]}"; do
    wait_service "$name"
  done
  demo_sale
  cat <<EOF

FlashSale is up after $((SECONDS - start)) s.

  API                 $FLASHSALE_API_URL/api/flash-sales        OpenAPI: $FLASHSALE_API_URL/openapi/v1.json
  RabbitMQ            http://127.0.0.1:$(port_of management)  (flashsale / flashsale)
  Ops key             $FLASHSALE_OPS_KEY   (header X-Api-Key)
  Mail folder         $FLASHSALE_HOME/mail

Place an order:
  curl -i -X POST $FLASHSALE_API_URL/api/flash-sales/demo-phone/order -H 'X-User-ID: alice' -H 'Content-Type: application/json' -d '{"email":"alice@example.com"}'
See every ending:      ./flashsale demo
Everything else:       ./flashsale
EOF
}

demo_sale() {
  local sale="$FLASHSALE_API_URL/api/flash-sales/demo-phone"
  if ! curl -sf "$sale" > /dev/null; then
    curl -sf -X PUT "$FLASHSALE_API_URL/api/ops/flash-sales/demo-phone" -H "X-Api-Key: $FLASHSALE_OPS_KEY" -H 'Content-Type: application/json' \
      -d "{\"name\":\"Demo phone\",\"price\":499.00,\"currency\":\"EUR\",\"totalStock\":100,\"startsAt\":\"$(date -u +%FT%TZ)\",\"endsAt\":\"$(date -u -d '+30 days' +%FT%TZ)\",\"perCustomerLimit\":1,\"paymentWindowSeconds\":120}" > /dev/null \
      || die "the demo sale could not be created; see $FLASHSALE_HOME/logs/api.log"
  fi
  wait_for 20 "the demo sale" curl -sf "$sale"
}

demo() {
  running api || die "FlashSale is not running; run ./flashsale up first"
  "$ROOT/artifacts/bin/Demo/release/Demo"
}

is_server() { [[ " ${SERVERS[*]} " == *" $1 "* ]]; }
known() { [[ "${1:-}" =~ ^[a-z]+(\.[2-8])?$ && " ${SERVERS[*]} ${SERVICES[*]} " == *" ${1%%.*} "* ]] || die "NAME must be one of: ${SERVERS[*]} ${SERVICES[*]}"; }

start_named() { # NAME [--instances N]
  known "${1:-}"
  local name="$1" instances=1 i instance
  if [[ $# -gt 1 ]]; then
    # A ninth instance would get the ports of the servers.
    [[ $# == 3 && "$2" == --instances && "$3" =~ ^[1-8]$ && "$name" != *.* ]] && ! is_server "$name" \
      || die "use start NAME, or start SERVICE --instances N with N from 1 to 8; services: ${SERVICES[*]}"
    instances="$3"
  fi
  if is_server "$name"; then
    mkdir -p "$FLASHSALE_HOME/run" "$FLASHSALE_HOME/logs" "$FLASHSALE_HOME/data"
    running "$name" || "start_$name"
    wait_ready "$name" "${name}_ready"
    return
  fi
  for ((i = 1; i <= instances; i++)); do
    instance="$name"
    ((i == 1)) || instance="$name.$i"
    [[ "$name" == *.* ]] && instance="$name"
    running "$instance" || FLASHSALE_INSTANCES="${FLASHSALE_INSTANCES:-$((${#SERVICES[@]} - 1 + instances))}" start_service "$instance"
  done
  for ((i = 1; i <= instances; i++)); do
    instance="$name"
    ((i == 1)) || instance="$name.$i"
    wait_service "$instance"
  done
}

stop_process() { # SIGNAL NAME
  local pid signal="$1"
  running "$2" || { rm -f "$(pid_file "$2")"; return 0; }
  pid="$(cat "$(pid_file "$2")")"
  # On SIGTERM, PostgreSQL waits for its clients for ever; SIGINT is its fast, orderly shutdown.
  [[ "$2" == postgres && "$signal" == TERM ]] && signal=INT
  kill -"$signal" "$pid"
  local end=$((SECONDS + 60))
  while kill -0 "$pid" 2> /dev/null; do
    ((SECONDS < end)) || die "$2 (pid $pid) did not stop within 60 s; run ./flashsale kill $2"
    sleep 0.1
  done
  rm -f "$(pid_file "$2")"
}

stop_named() { # SIGNAL NAME: a service's name stands for all its instances
  known "${2:-}"
  local file
  stop_process "$1" "$2"
  for file in "$FLASHSALE_HOME/run/$2".[0-9]*.pid; do
    [[ -e "$file" ]] && stop_process "$1" "$(basename "$file" .pid)"
  done
  return 0
}

restart_named() { # NAME [--instances N]: as many instances as were running, unless N is given
  known "${1:-}"
  local i last=1
  for i in {2..8}; do
    if running "$1.$i"; then last=$i; fi
  done
  [[ $# == 1 && $last -gt 1 ]] && set -- "$1" --instances "$last"
  stop_named TERM "$1"
  start_named "$@"
}

stop_all() {
  local name
  for name in notifications api sagas inventory rabbitmq redis postgres; do
    stop_named TERM "$name"
  done
  stop_epmd
  echo "stopped"
}

delete_data() { rm -rf "$FLASHSALE_HOME/data" "$FLASHSALE_HOME/logs" "$FLASHSALE_HOME/run" "$FLASHSALE_HOME/mail" "$(postgres_data)"; }

status() {
  local name file
  for name in "${SERVERS[@]}" "${SERVICES[@]}"; do
    describe "$name"
    for file in "$FLASHSALE_HOME/run/$name".[0-9]*.pid; do
      [[ -e "$file" ]] && describe "$(basename "$file" .pid)"
    done
  done
  return 0
}
describe() {
  local state="not running" ready="${1%%.*}"
  if running "$1"; then
    state="running"
    if is_server "$1"; then "${ready}_ready" > /dev/null 2>&1 && state="ready"; else service_ready "$1" > /dev/null 2>&1 && state="ready"; fi
    state+="  pid $(cat "$(pid_file "$1")")  port $(port_of "$1")"
  fi
  printf '%-16s %s\n' "$1" "$state"
}

logs() {
  if [[ -n "${1:-}" ]]; then
    [[ -f "$FLASHSALE_HOME/logs/$1.log" ]] || die "no log of $1; the logs are: $(cd "$FLASHSALE_HOME/logs" 2> /dev/null && printf '%s ' *.log | sed 's/\.log / /g')"
    cat "$FLASHSALE_HOME/logs/$1.log"
  else
    tail -n 20 "$FLASHSALE_HOME"/logs/*.log
  fi
}
