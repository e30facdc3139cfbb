-- The transaction may be old: a lease, and a time to live, begin when the rows are written.
INSERT INTO {schema}.outbox (group_id, ordinal, message_id, destination, content_type, message_types, body, properties, expires_at, owner, lease_until)
SELECT row.group_id, row.ordinal, row.message_id, row.destination, row.content_type, row.message_types, row.body, row.properties, clock_timestamp() + row.time_to_live, $1, clock_timestamp() + $2
FROM unnest($3::uuid[], $4::int[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::jsonb[], $11::interval[])
  AS row (group_id, ordinal, message_id, destination, content_type, message_types, body, properties, time_to_live)
