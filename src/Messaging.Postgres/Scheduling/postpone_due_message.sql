UPDATE {schema}.scheduled_message SET lease_until = clock_timestamp() + $3, attempts = attempts + 1, last_error = $4 WHERE token_id = $1 AND owner = $2
