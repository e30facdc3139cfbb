-- Which messages wait for an operator, of the product $1 or of all? At most $2, the longest parked first.
SELECT p.id, p.schema_name || '.' || p.source, p.message_id, regexp_replace(split_part(p.message_types, ';', 1), '^.*:', ''), p.order_id, p.destination,
  p.sent_at, p.parked_at, p.attempts, p.reason
FROM messaging.parked_messages p
WHERE p.closed_at IS NULL
  AND ($1 IS NULL OR EXISTS (SELECT FROM ordering.order_states o WHERE o.order_id = p.order_id AND o.product_id = $1))
ORDER BY p.id
LIMIT $2
