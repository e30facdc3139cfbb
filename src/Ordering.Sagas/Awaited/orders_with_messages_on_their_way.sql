SELECT order_id FROM ordering.orders_with_messages_on_their_way WHERE order_id = ANY ($1)
