-- The parked message $1, as it would be sent.
SELECT p.id, p.schema_name || '.' || p.source, p.message_id, regexp_replace(split_part(p.message_types, ';', 1), '^.*:', ''), p.order_id, p.destination,
  p.sent_at, p.parked_at, p.attempts, p.reason, p.properties::text, p.body
FROM messaging.parked_messages p
WHERE p.id = $1 AND p.closed_at IS NULL
