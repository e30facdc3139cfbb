INSERT INTO {schema}.redelivered_message (message_id, queue, deliveries) VALUES ($1, $2, 1)
ON CONFLICT (message_id, queue) DO UPDATE SET deliveries = redelivered_message.deliveries + 1, updated_at = now()
RETURNING deliveries
