INSERT INTO {schema}.outbox (group_id, ordinal, message_id, destination, content_type, message_types, body, properties, expires_at, owner, lease_until)
SELECT $1, row.ordinal - 1, row.message_id, row.destination, row.content_type, row.message_types, row.body, row.properties, now() + row.time_to_live, $2, now() + $3
FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::jsonb[], $10::interval[])
  WITH ORDINALITY AS row (message_id, destination, content_type, message_types, body, properties, time_to_live, ordinal)
