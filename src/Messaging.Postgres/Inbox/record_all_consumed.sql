INSERT INTO {schema}.inbox (message_id, consumer_id) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT DO NOTHING
RETURNING message_id, consumer_id
