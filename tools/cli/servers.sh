# PostgreSQL, Redis and RabbitMQ, each its own process under FLASHSALE_HOME, bound to 127.0.0.1.

pid_file() { echo "$FLASHSALE_HOME/run/$1.pid"; }
running() { local pid; pid="$(cat "$(pid_file "$1")" 2> /dev/null)" && [[ -n "$pid" ]] && kill -0 "$pid" 2> /dev/null && ! is_zombie "$pid"; }
# Exited but not reaped yet: process 1 may be busy or, in a container, may not reap at all.
is_zombie() { local stat; read -r stat 2> /dev/null < "/proc/$1/stat" && [[ "${stat##*) }" == Z* ]]; }

# A port that is in use may belong to another checkout's server, which must not be taken for ours. A server that was killed
# a moment ago gets some time to release its port.
listening() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
require_free_port() { # NAME
  local port end=$((SECONDS + 5))
  port="$(port_of "$1")"
  while listening "$port"; do
    ((SECONDS < end)) || die "port $port of $1 is in use by another program, perhaps another checkout's. Stop it, or choose other ports: FLASHSALE_PORT_BASE=8100 ./flashsale up"
    sleep 0.2
  done
}

# Starts a command in a session of its own, so that it outlives this terminal.
launch() { # NAME COMMAND...
  local name="$1"
  shift
  require_free_port "$name"
  mkdir -p "$FLASHSALE_HOME/run" "$FLASHSALE_HOME/logs"
  setsid "$@" >> "$FLASHSALE_HOME/logs/$name.log" 2>&1 < /dev/null &
  echo $! > "$(pid_file "$name")"
}

# When the processors are busy, buyers come first: the processes behind admission get the rest. Each process is an autogroup of its own
# (launch gives it a session); this is the autogroup's nice value. PostgreSQL's backends are autogroups of their own and are not changed.
be_nice() { # NAME NICE
  local pid own its tries=100
  pid="$(cat "$(pid_file "$1")")"
  read -r own _ 2> /dev/null < /proc/$$/autogroup || return 0
  # Until the process has its own session it is in our group, and the nice value would apply to a load generator started from here.
  while read -r its _ 2> /dev/null < "/proc/$pid/autogroup" && [[ "$its" == "$own" ]]; do
    ((tries-- > 0)) || return 0
    sleep 0.01
  done
  echo "$2" 2> /dev/null > "/proc/$pid/autogroup" || true
}

postgres_bin() { find /usr/lib/postgresql/*/bin -maxdepth 0 2> /dev/null | sort -V | tail -n 1; }

# PostgreSQL refuses to run as root; its own user may not be able to reach a checkout below /root.
as_postgres() { if [[ $EUID -eq 0 ]]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
postgres_data() {
  if [[ $EUID -eq 0 ]] && id postgres > /dev/null 2>&1 && ! as_postgres test -x "$(dirname "$FLASHSALE_HOME")" 2> /dev/null; then
    echo "/var/tmp/flashsale-$(echo -n "$FLASHSALE_HOME" | sha256sum | head -c 12)/postgres"
  else
    echo "$FLASHSALE_HOME/data/postgres"
  fi
}

start_postgres() {
  local data bin
  data="$(postgres_data)"
  bin="$(postgres_bin)"
  if [[ ! -f "$data/PG_VERSION" ]]; then
    mkdir -p "$data"
    chmod a+x "$FLASHSALE_HOME" "$FLASHSALE_HOME/data" "$(dirname "$data")"
    [[ $EUID -eq 0 ]] && chown postgres:postgres "$data"
    chmod 700 "$data"
    echo flashsale > "$(dirname "$data")/postgres.password"
    chmod a+r "$(dirname "$data")/postgres.password"
    as_postgres "$bin/initdb" -D "$data" -U flashsale -A scram-sha-256 --pwfile="$(dirname "$data")/postgres.password" -E UTF8 --locale=C > "$FLASHSALE_HOME/logs/postgres.log" 2>&1 \
      || die "initdb failed; see $FLASHSALE_HOME/logs/postgres.log"
  fi
  # The pid in a pid file that a killed server left behind may belong to another process by now.
  running postgres || rm -f "$data/postmaster.pid"
  local prefix=()
  [[ $EUID -eq 0 ]] && prefix=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  launch postgres "${prefix[@]}" "$bin/postgres" -D "$data" -p "$(port_of postgres)" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 -c shared_buffers=512MB \
    -c max_wal_size=4GB -c wal_compression=on -c shared_preload_libraries=pg_stat_statements \
    -c autovacuum_naptime=10s
}
postgres_ready() { PGPASSWORD=flashsale "$(postgres_bin)/psql" -h 127.0.0.1 -p "$(port_of postgres)" -U flashsale -d postgres -Atc 'SELECT 1'; }

start_redis() {
  mkdir -p "$FLASHSALE_HOME/data/redis"
  # A 202 survives a power cut: every write is on disk before its answer; nothing is evicted. The file is rewritten
  # from 1 GB on, about 1.4 million orders: at the default of 64 MB, rewriting slows down a rush of 100,000 orders.
  launch redis redis-server --port "$(port_of redis)" --bind 127.0.0.1 --dir "$FLASHSALE_HOME/data/redis" \
    --appendonly yes --appendfsync always --maxmemory-policy noeviction --save '' --daemonize no \
    --auto-aof-rewrite-min-size 1gb
}
redis_ready() { [[ "$(redis-cli -p "$(port_of redis)" ping)" == PONG ]]; }

rabbitmq_environment() {
  local data="$FLASHSALE_HOME/data/rabbitmq"
  echo "HOME=$data" "RABBITMQ_NODENAME=flashsale-$(port_of rabbitmq)@localhost" "RABBITMQ_MNESIA_BASE=$data/mnesia" \
    "RABBITMQ_LOG_BASE=$FLASHSALE_HOME/logs" "RABBITMQ_CONFIG_FILE=$data/rabbitmq.conf" "RABBITMQ_ENABLED_PLUGINS_FILE=$data/enabled_plugins" \
    "RABBITMQ_PID_FILE=$data/pid" "RABBITMQ_DIST_PORT=$(port_of erlang)" "ERL_EPMD_PORT=$(port_of epmd)" "ERL_EPMD_ADDRESS=127.0.0.1" "LANG=C.UTF-8"
}
start_rabbitmq() {
  local data="$FLASHSALE_HOME/data/rabbitmq"
  require_free_port management
  require_free_port erlang
  mkdir -p "$data"
  rm -f "$data/pid"
  echo '[rabbitmq_management].' > "$data/enabled_plugins"
  cat > "$data/rabbitmq.conf" <<EOF
listeners.tcp.1 = 127.0.0.1:$(port_of rabbitmq)
management.tcp.ip = 127.0.0.1
management.tcp.port = $(port_of management)
default_user = flashsale
default_pass = flashsale
disk_free_limit.absolute = 200MB
vm_memory_high_watermark.absolute = 2GB
collect_statistics_interval = 2000
log.file = false
log.console = true
log.console.level = warning
EOF
  # shellcheck disable=SC2046
  launch rabbitmq env $(rabbitmq_environment) "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none" \
    /usr/lib/rabbitmq/bin/rabbitmq-server
  # The script starts the server as a child: that one is the process to stop or kill.
  wait_ready rabbitmq test -s "$data/pid"
  cp "$data/pid" "$(pid_file rabbitmq)"
  be_nice rabbitmq 10
}
rabbitmq_ready() { curl -sf -u flashsale:flashsale "http://127.0.0.1:$(port_of management)/api/health/checks/virtual-hosts"; }
stop_epmd() { env "ERL_EPMD_PORT=$(port_of epmd)" epmd -kill > /dev/null 2>&1 || true; }

start_servers() {
  install_missing "$@"
  mkdir -p "$FLASHSALE_HOME/run" "$FLASHSALE_HOME/logs" "$FLASHSALE_HOME/data"
  echo "$FLASHSALE_PORT_BASE" > "$FLASHSALE_HOME/port-base"
  local name
  for name in "${SERVERS[@]}"; do
    running "$name" || "start_$name"
  done
  for name in "${SERVERS[@]}"; do
    wait_ready "$name" "${name}_ready"
  done
  create_database
}

create_database() {
  local psql=("$(postgres_bin)/psql" -h 127.0.0.1 -p "$(port_of postgres)" -U flashsale -d postgres -Atq)
  [[ "$(PGPASSWORD=flashsale "${psql[@]}" -c "SELECT 1 FROM pg_database WHERE datname = 'flashsale'")" == 1 ]] \
    || PGPASSWORD=flashsale "${psql[@]}" -c 'CREATE DATABASE flashsale'
}
