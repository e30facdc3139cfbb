#!/usr/bin/env bash
# What does the comparison of the books cost? Needs a running system (./flashsale up), to which it adds a sale with as many held orders.
# usage: tools/bench/reconcile.sh [ORDERS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
orders="${1:-100000}" product="books-$RANDOM$RANDOM"
# shellcheck source=/dev/null
source tools/bench/held-orders.sh
# Redis gets them by a rebuild.
psql -qAt "$FLASHSALE_POSTGRES" -c "SELECT ordering.next_epoch('$product', 1)" > /dev/null
until [[ "$("${redis[@]}" HGET "{$product}:sale" reserved)" == "$orders" ]]; do sleep 0.5; done

cpu() { # PID: CPU time of a process and of its children, in ms
  ps -o pid= --ppid "$1" -p "$1" | xargs -I{} awk '{print ($14 + $15 + $16 + $17) * 10}' /proc/{}/stat 2> /dev/null | awk '{sum += $1} END {print sum + 0}'
}
pid() { cat "$FLASHSALE_HOME/run/$1.pid"; }
rounds() { curl -s "$FLASHSALE_INVENTORY_METRICS_URL" | sed -n 's/^flashsale_reconciliation_round_seconds //p'; }

# Until the walk that follows a rebuild is over, with its rests: 23 s for 100,000 orders.
sleep $((orders / 4000 + 10))
"${redis[@]}" CONFIG RESETSTAT > /dev/null
"${redis[@]}" CONFIG SET latency-monitor-threshold 1 > /dev/null
"${redis[@]}" LATENCY RESET > /dev/null
echo "orders               $orders"
echo "reservations         $("${redis[@]}" HLEN "{$product}:reservations")"
for _ in 1 2 3; do echo "cheap look           $(rounds) s"; sleep 6; done
before=("$(cpu "$(pid inventory)")" "$(cpu "$(pid redis)")")
./flashsale reconcile "$product" --dry-run | head -3
after=("$(cpu "$(pid inventory)")" "$(cpu "$(pid redis)")")
echo "CPU                  inventory $((after[0] - before[0])) ms, Redis $((after[1] - before[1])) ms"
echo "HSCAN                $("${redis[@]}" INFO commandstats | grep -E 'cmdstat_hscan:' | tr -d '\r' | cut -d, -f1-3)"
echo "Redis's longest stop $("${redis[@]}" LATENCY LATEST | tr '\n' ' ')"
"${redis[@]}" CONFIG SET latency-monitor-threshold 0 > /dev/null
