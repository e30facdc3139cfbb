UPDATE {schema}.outbox SET
  lease_until = clock_timestamp() + $4,
  attempts = CASE WHEN ordinal = $2 THEN attempts + 1 ELSE attempts END,
  last_error = CASE WHEN ordinal = $2 THEN $5 ELSE last_error END
WHERE group_id = $1 AND ordinal >= $2 AND owner = $3
