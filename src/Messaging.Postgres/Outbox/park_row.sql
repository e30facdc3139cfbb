-- Takes the row $2 of group $1 out of the outbox: it waits for a person.
WITH parked AS (DELETE FROM {schema}.outbox WHERE group_id = $1 AND ordinal = $2 AND owner = $3 RETURNING *)
INSERT INTO messaging.parked_messages (schema_name, source, message_id, destination, content_type, message_types, body, properties, order_id, sent_at, attempts, reason)
SELECT $4, 'outbox', message_id, destination, content_type, message_types, body, properties, messaging.order_of(body), sent_at, attempts + 1, $5 FROM parked
