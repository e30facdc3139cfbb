-- Takes the message of token $1 out of the schedule: it waits for a person.
WITH parked AS (DELETE FROM {schema}.scheduled_message WHERE token_id = $1 AND owner = $2 RETURNING *)
INSERT INTO messaging.parked_messages (schema_name, source, message_id, destination, content_type, message_types, body, properties, order_id, sent_at, attempts, reason)
SELECT $3, 'scheduled_message', message_id, destination, content_type, message_types, body, properties, messaging.order_of(body), due_at, attempts + 1, $4 FROM parked
