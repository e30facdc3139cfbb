-- The queue $1 has been braked for $2; its last message failed with the error $3, of the text $4.
INSERT INTO messaging.braked_queues (queue, since, sql_state, cause, noted_at) VALUES ($1, now() - $2, $3, $4, now())
ON CONFLICT (queue) DO UPDATE SET since = excluded.since, sql_state = excluded.sql_state, cause = excluded.cause, noted_at = excluded.noted_at
