DELETE FROM {schema}.scheduled_message WHERE token_id = $1
