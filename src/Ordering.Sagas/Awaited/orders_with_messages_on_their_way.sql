SELECT order_id, message_type FROM ordering.orders_with_messages_on_their_way WHERE order_id = ANY ($1)
