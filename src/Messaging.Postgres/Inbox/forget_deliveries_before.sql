DELETE FROM {schema}.redelivered_message WHERE updated_at < now() - $1
