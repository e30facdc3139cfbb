-- The sale of an order that is delivered again later, so that it holds up the rebuild of that sale alone. Null: the message does not name it.
CREATE OR REPLACE VIEW ordering.submissions_to_redeliver AS
  SELECT message_id, due_at, substring(convert_from(body, 'UTF8') FROM '"productId"\s*:\s*"([A-Za-z0-9_-]{1,64})"') AS product_id
  FROM ordering.scheduled_message WHERE message_types LIKE '%:OrderSubmitted%';
