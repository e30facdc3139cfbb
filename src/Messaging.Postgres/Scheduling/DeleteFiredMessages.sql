-- A token that was scheduled anew while its earlier message was on its way has no owner, and stays.
DELETE FROM {schema}.scheduled_message WHERE token_id = ANY ($1) AND owner = $2
