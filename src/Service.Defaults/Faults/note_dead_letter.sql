INSERT INTO messaging.dead_letters (queue, message_id, order_id) SELECT $1, $2, messaging.order_of($3)
ON CONFLICT (queue, message_id) DO UPDATE SET at = now()
