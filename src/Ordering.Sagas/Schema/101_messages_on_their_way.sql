CREATE OR REPLACE VIEW ordering.orders_with_messages_on_their_way AS
  SELECT order_id, message_type FROM ordering.messages_on_their_way
  UNION ALL SELECT order_id, message_type FROM ordering_api.messages_on_their_way
  UNION ALL SELECT order_id, message_type FROM inventory.messages_on_their_way
  UNION ALL SELECT order_id, message_type FROM notifications.messages_on_their_way;
