WITH due AS (
  SELECT token_id FROM {schema}.scheduled_message
  WHERE due_at <= now() AND (lease_until IS NULL OR lease_until < now())
  ORDER BY due_at LIMIT $3
  FOR UPDATE SKIP LOCKED)
UPDATE {schema}.scheduled_message AS taken SET owner = $1, lease_until = clock_timestamp() + $2
FROM due WHERE taken.token_id = due.token_id
RETURNING taken.token_id, taken.attempts, taken.message_id, taken.destination, taken.content_type, taken.message_types, taken.body,
  taken.properties::text, taken.time_to_live
