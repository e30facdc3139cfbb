#!/usr/bin/env bash
# How long is a sale closed when Redis loses its data? Needs a running system (./flashsale up), whose Redis it empties.
# usage: tools/bench/rebuild.sh [ORDERS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
orders="${1:-100000}" product="rebuild-$RANDOM$RANDOM"
# shellcheck source=/dev/null
source tools/bench/held-orders.sh

# The longest that somebody else waits for Redis meanwhile.
"${redis[@]}" FLUSHALL > /dev/null
"${redis[@]}" CONFIG RESETSTAT > /dev/null
"${redis[@]}" CONFIG SET latency-monitor-threshold 1 > /dev/null
"${redis[@]}" LATENCY RESET > /dev/null
lost=$(date +%s%N)
until [[ "$("${redis[@]}" HGET "{$product}:sale" epoch)" == 2 ]]; do sleep 0.02; done
opened=$(date +%s%N)
until [[ "$(curl -s -o /dev/null -w '%{http_code}' -X POST "$FLASHSALE_API_URL/api/flash-sales/$product/order" -H "X-User-ID: after-$RANDOM")" == 202 ]]; do sleep 0.02; done
taken=$(date +%s%N)

echo "orders               $orders"
echo "reservations         $("${redis[@]}" HLEN "{$product}:reservations")"
echo "epoch written after  $(((opened - lost) / 1000000)) ms"
echo "order taken after    $(((taken - lost) / 1000000)) ms"
echo "restore_orders       $("${redis[@]}" INFO commandstats | grep -E 'cmdstat_(evalsha|scan):' | tr -d '\r' | cut -d, -f1-3 | tr '\n' ' ')"
echo "Redis's longest stop $("${redis[@]}" LATENCY LATEST | tr '\n' ' ')"
"${redis[@]}" CONFIG SET latency-monitor-threshold 0 > /dev/null
./flashsale logs inventory 2> /dev/null | grep -F "$product is open again" | tail -1 || true
