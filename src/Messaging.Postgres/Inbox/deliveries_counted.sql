SELECT deliveries FROM {schema}.redelivered_message WHERE message_id = $1 AND queue = $2
