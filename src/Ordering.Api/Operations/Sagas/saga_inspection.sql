-- All that PostgreSQL knows of one order, in one statement: one moment. The names are those of the answer.
SELECT json_build_object(
  'order', (SELECT json_build_object(
      'state', o.state, 'productId', o.product_id, 'userId', o.user_id, 'quantity', o.quantity, 'amount', o.unit_price * o.quantity,
      'currency', o.currency, 'email', o.email, 'acceptedAt', o.accepted_at, 'updatedAt', o.updated_at, 'paymentDueAt', o.payment_due_at,
      'deadlinePassed', o.deadline_passed, 'paymentId', o.payment_id, 'declines', o.declines, 'requestedEnd', o.requested_end,
      'stockCommitted', o.stock_committed, 'noticeOutcome', o.notice_outcome)
    FROM ordering.order_states o WHERE o.order_id = $1),
  'timeline', (SELECT coalesce(json_agg(json_build_object(
      'at', t.at, 'from', t.from_state, 'to', t.to_state, 'event', t.event, 'messageId', t.message_id) ORDER BY t.id), '[]')
    FROM ordering.order_timeline t WHERE t.order_id = $1),
  'movements', (SELECT coalesce(json_agg(json_build_object(
      'at', m.at, 'kind', m.kind, 'decision', m.decision, 'quantity', m.quantity, 'reason', m.reason) ORDER BY m.id), '[]')
    FROM inventory.order_movements m WHERE m.order_id = $1),
  'payments', (SELECT coalesce(json_agg(json_build_object(
      'paymentId', p.payment_id, 'outcome', p.outcome, 'amount', p.amount, 'currency', p.currency, 'receivedAt', p.received_at) ORDER BY p.received_at), '[]')
    FROM ordering.payments p WHERE p.order_id = $1),
  'refunds', (SELECT coalesce(json_agg(json_build_object(
      'paymentId', r.payment_id, 'amount', r.amount, 'currency', r.currency, 'reason', r.reason, 'state', r.state,
      'requestedAt', r.requested_at, 'refundedAt', r.refunded_at) ORDER BY r.requested_at), '[]')
    FROM ordering.order_refunds r WHERE r.order_id = $1),
  'notices', (SELECT coalesce(json_agg(json_build_object(
      'name', n.notice, 'channel', n.channel, 'state', n.state, 'messageId', n.message_id, 'attempts', n.attempts,
      'lastError', n.last_error, 'createdAt', n.created_at, 'endedAt', n.ended_at) ORDER BY n.created_at), '[]')
    FROM notifications.order_notices n WHERE n.order_id = $1))::text
