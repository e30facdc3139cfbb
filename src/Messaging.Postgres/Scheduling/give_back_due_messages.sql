-- The same for scheduled messages.
UPDATE {schema}.scheduled_message SET owner = NULL, lease_until = NULL WHERE owner = $1 AND attempts = 0
