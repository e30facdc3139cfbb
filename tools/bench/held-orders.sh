# Sourced by rebuild.sh and reconcile.sh: gives a running system a sale of $product and, in PostgreSQL alone, $orders orders that hold units of it.
eval "$(./flashsale env | grep -E '^FLASHSALE_(API_URL|POSTGRES|REDIS|OPS_KEY|HOME|INVENTORY_METRICS_URL)=')"
redis=(redis-cli -u "$FLASHSALE_REDIS")

curl -sf -X PUT "$FLASHSALE_API_URL/api/ops/flash-sales/$product" -H "X-Api-Key: $FLASHSALE_OPS_KEY" -H 'Content-Type: application/json' -o /dev/null \
  -d "{\"name\":\"$product\",\"price\":20,\"totalStock\":$((orders + 1000)),\"startsAt\":\"2020-01-01T00:00:00Z\",\"endsAt\":\"2100-01-01T00:00:00Z\",\"paymentWindowSeconds\":86400}"
psql -q "$FLASHSALE_POSTGRES" -v orders="$orders" -v product="$product" -f tools/bench/held-orders.sql
