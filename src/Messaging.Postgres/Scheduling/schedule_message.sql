INSERT INTO {schema}.scheduled_message (token_id, due_at, message_id, destination, content_type, message_types, body, properties, time_to_live)
VALUES ($1, coalesce($2, now() + $3), $4, $5, $6, $7, $8, $9::jsonb, $10)
ON CONFLICT (token_id) DO UPDATE SET
  due_at = excluded.due_at, message_id = excluded.message_id, destination = excluded.destination, content_type = excluded.content_type,
  message_types = excluded.message_types, body = excluded.body, properties = excluded.properties, time_to_live = excluded.time_to_live,
  owner = NULL, lease_until = NULL, attempts = 0, last_error = NULL
