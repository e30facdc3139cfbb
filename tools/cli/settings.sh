# Paths, ports and keys. Two checkouts can run side by side if each has its own FLASHSALE_PORT_BASE (100 ports each:
# 0-49 for `up`, 50-99 for `test`, `bench` and `chaos`, one at a time); a home outside the checkout is set by FLASHSALE_HOME.
export FLASHSALE_HOME="${FLASHSALE_HOME:-$ROOT/.flashsale}"
# The port base is stored in the home folder, so that a later `./flashsale status` finds it.
export FLASHSALE_PORT_BASE="${FLASHSALE_PORT_BASE:-$(cat "$FLASHSALE_HOME/port-base" 2> /dev/null || echo 8000)}"

SERVERS=(postgres redis rabbitmq)
SERVICES=(api sagas inventory notifications)

port_of() { # NAME or NAME.INSTANCE
  local name="${1%%.*}" instance=1
  [[ "$1" == *.* ]] && instance="${1##*.}"
  case "$name" in
    api) echo $((FLASHSALE_PORT_BASE + 1 + 5 * (instance - 1))) ;;
    sagas) echo $((FLASHSALE_PORT_BASE + 2 + 5 * (instance - 1))) ;;
    inventory) echo $((FLASHSALE_PORT_BASE + 3 + 5 * (instance - 1))) ;;
    notifications) echo $((FLASHSALE_PORT_BASE + 4 + 5 * (instance - 1))) ;;
    postgres) echo $((FLASHSALE_PORT_BASE + 41)) ;;
    redis) echo $((FLASHSALE_PORT_BASE + 42)) ;;
    rabbitmq) echo $((FLASHSALE_PORT_BASE + 43)) ;;
    management) echo $((FLASHSALE_PORT_BASE + 44)) ;;
    erlang) echo $((FLASHSALE_PORT_BASE + 45)) ;;
    epmd) echo $((FLASHSALE_PORT_BASE + 46)) ;;
    # A second Redis in some fault scenarios.
    replica) echo $((FLASHSALE_PORT_BASE + 47)) ;;
  esac
}

# Keys are generated once per home folder, so that no two installations share one.
secret() { # FILE LENGTH
  local file="$FLASHSALE_HOME/data/$1"
  if [[ ! -f "$file" ]]; then
    mkdir -p "$FLASHSALE_HOME/data"
    (umask 077; head -c 64 /dev/urandom | base64 -w0 | tr -d '/+=' | head -c "$2" > "$file")
  fi
  cat "$file"
}

# Keys and the payment provider that are set already (by a test or an operator) are kept.
export_settings() {
  export FLASHSALE_API_URL="http://127.0.0.1:$(port_of api)"
  export FLASHSALE_POSTGRES="postgresql://flashsale:flashsale@127.0.0.1:$(port_of postgres)/flashsale"
  export FLASHSALE_REDIS="redis://127.0.0.1:$(port_of redis)"
  export FLASHSALE_RABBITMQ="amqp://flashsale:flashsale@127.0.0.1:$(port_of rabbitmq)/"
  export FLASHSALE_RABBITMQ_MANAGEMENT="http://flashsale:flashsale@127.0.0.1:$(port_of management)"
  export FLASHSALE_PAYMENT_PROVIDER="${FLASHSALE_PAYMENT_PROVIDER:-$FLASHSALE_API_URL/api/sandbox}"
  export FLASHSALE_OPS_KEY="${FLASHSALE_OPS_KEY:-$(secret ops-key 32)}"
  # Standard Webhooks requires whsec_ and base64 of 24 to 64 bytes: 32 base64 characters are 24 bytes.
  export FLASHSALE_WEBHOOK_SECRET="${FLASHSALE_WEBHOOK_SECRET:-whsec_$(secret webhook-secret 32)}"
}

print_env() {
  local file name urls="$FLASHSALE_API_URL"
  for file in "$FLASHSALE_HOME"/run/api.[2-9].pid; do
    [[ -e "$file" ]] && urls+=",http://127.0.0.1:$(port_of "$(basename "$file" .pid)")"
  done
  echo "FLASHSALE_API_URLS=$urls"
  for name in API_URL POSTGRES REDIS RABBITMQ RABBITMQ_MANAGEMENT PAYMENT_PROVIDER OPS_KEY WEBHOOK_SECRET HOME PORT_BASE; do
    name="FLASHSALE_$name"
    echo "$name=${!name}"
  done
  for name in "${SERVICES[@]}"; do
    print_urls "$name"
    for file in "$FLASHSALE_HOME/run/$name".[2-9].pid; do
      [[ -e "$file" ]] && print_urls "$(basename "$file" .pid)"
    done
  done
  return 0
}

print_urls() { # NAME or NAME.INSTANCE; the second instance of sagas is FLASHSALE_SAGAS_2_...
  local prefix="FLASHSALE_${1^^}"
  echo "${prefix//./_}_HEALTH_URL=http://127.0.0.1:$(port_of "$1")/health/ready"
  echo "${prefix//./_}_METRICS_URL=http://127.0.0.1:$(port_of "$1")/metrics"
}

say() { echo "$(date +%H:%M:%S) $*"; }
die() { echo "flashsale: $*" >&2; exit 1; }

# Runs a test until it succeeds: wait_for SECONDS "what" COMMAND...
wait_for() {
  local limit="$1" what="$2" end=$((SECONDS + $1))
  shift 2
  until "$@" > /dev/null 2>&1; do
    ((SECONDS < end)) || die "$what was not ready after $limit s; see $FLASHSALE_HOME/logs"
    sleep 0.2
  done
}

# If the process exits while starting, its log says why: no need to wait for the timeout.
wait_ready() { # NAME COMMAND...
  local name="$1" end=$((SECONDS + 60)) log="$FLASHSALE_HOME/logs/$1.log"
  shift
  until "$@" > /dev/null 2>&1; do
    running "$name" || { tail -n 20 "$log" >&2; die "$name stopped while starting; its log is $log"; }
    ((SECONDS < end)) || die "$name was not ready after 60 s: $("$@" 2>&1 | tail -n 3); its log is $log"
    sleep 0.2
  done
}

export_settings
