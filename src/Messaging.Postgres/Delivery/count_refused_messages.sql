-- How many messages wait for a person, of the schema $1? And how many were refused and are tried again?
SELECT (SELECT count(*) FROM messaging.parked_messages WHERE closed_at IS NULL AND schema_name = $1),
  (SELECT count(*) FROM {schema}.outbox WHERE attempts > 0) + (SELECT count(*) FROM {schema}.scheduled_message WHERE due_at <= now() AND attempts > 0)
