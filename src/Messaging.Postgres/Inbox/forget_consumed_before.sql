DELETE FROM {schema}.inbox
WHERE (message_id, consumer_id) IN (
  SELECT message_id, consumer_id FROM {schema}.inbox
  WHERE consumed_at < now() - $1
  ORDER BY consumed_at LIMIT $2
  FOR UPDATE SKIP LOCKED)
