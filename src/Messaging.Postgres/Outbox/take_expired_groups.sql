-- Only a group's first row is locked: two sweeps that each lock another row of one group would wait for each other.
WITH heads AS (
  SELECT head.group_id FROM {schema}.outbox head
  WHERE head.lease_until < now()
    AND NOT EXISTS (SELECT FROM {schema}.outbox earlier WHERE earlier.group_id = head.group_id AND earlier.ordinal < head.ordinal)
  ORDER BY head.lease_until LIMIT $3
  FOR UPDATE OF head SKIP LOCKED)
UPDATE {schema}.outbox AS taken SET owner = $1, lease_until = clock_timestamp() + $2
FROM heads WHERE taken.group_id = heads.group_id
RETURNING taken.group_id, taken.ordinal, taken.attempts, taken.message_id, taken.destination, taken.content_type,
  taken.message_types, taken.body, taken.properties::text, taken.expires_at - now()
