SELECT order_id, notice, state, message_id FROM notifications.journal WHERE order_id = ANY($1)
