-- What the records say now of the orders ($1) and products ($2) that dead letters are about.
SELECT json_build_object(
  'orders', (SELECT coalesce(json_object_agg(asked.id, json_build_object(
      'state', o.state, 'productId', o.product_id, 'quantity', o.quantity, 'amount', o.unit_price * o.quantity, 'currency', o.currency,
      'paymentId', o.payment_id, 'requestedEnd', o.requested_end, 'declines', o.declines,
      'allocation', (SELECT m.decision FROM inventory.order_movements m WHERE m.order_id = asked.id AND m.kind = 'allocation'),
      'settlement', (SELECT m.decision FROM inventory.order_movements m WHERE m.order_id = asked.id AND m.kind = 'settlement'),
      'payments', (SELECT coalesce(json_agg(json_build_object('paymentId', p.payment_id, 'outcome', p.outcome)), '[]')
        FROM ordering.payments p WHERE p.order_id = asked.id),
      'refunds', (SELECT coalesce(json_object_agg(r.payment_id, r.state), '{}') FROM ordering.order_refunds r WHERE r.order_id = asked.id),
      'notices', (SELECT coalesce(json_object_agg(n.notice, n.state), '{}') FROM notifications.order_notices n WHERE n.order_id = asked.id))), '{}')
    FROM unnest($1::uuid[]) AS asked (id) LEFT JOIN ordering.order_states o ON o.order_id = asked.id),
  'available', (SELECT coalesce(json_object_agg(s.product_id, s.available), '{}')
    FROM inventory.stock_books s WHERE s.product_id = ANY ($2::text[])))::text
