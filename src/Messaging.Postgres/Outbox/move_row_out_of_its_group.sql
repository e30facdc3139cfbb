UPDATE {schema}.outbox SET group_id = gen_random_uuid(), ordinal = 0, lease_until = clock_timestamp() + $4, attempts = attempts + 1, last_error = $5
WHERE group_id = $1 AND ordinal = $2 AND owner = $3
