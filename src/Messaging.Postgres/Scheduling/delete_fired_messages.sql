-- A token that was scheduled anew while its earlier message was on its way has no owner, and stays.
WITH fired AS (
  SELECT token_id FROM {schema}.scheduled_message WHERE token_id = ANY ($1) AND owner = $2
  ORDER BY token_id FOR UPDATE)
DELETE FROM {schema}.scheduled_message AS message USING fired WHERE message.token_id = fired.token_id
