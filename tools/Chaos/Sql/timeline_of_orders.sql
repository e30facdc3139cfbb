SELECT order_id, from_state, to_state, event, message_id, at FROM ordering.timeline WHERE order_id = ANY($1) ORDER BY id
