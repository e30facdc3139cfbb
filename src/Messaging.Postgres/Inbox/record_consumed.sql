INSERT INTO {schema}.inbox (message_id, consumer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING
