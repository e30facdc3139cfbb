-- $3 orders of product $2, copied from the completed ones of product $1 with all rows that such an order leaves: its own,
-- its timeline, its payment, the ledger's movements, its notice, and the inbox rows of its messages. The first eight digits
-- of a copy's order id are the copy's number, the others the original's.
WITH originals AS (
  SELECT o.*, row_number() OVER (ORDER BY order_id) AS place, count(*) OVER () AS originals
  FROM ordering.orders o WHERE product_id = $1 AND state = 'Completed'
), copies AS (
  SELECT o.*, copy, overlay(order_id::text PLACING lpad(to_hex(copy), 8, '0') FROM 1 FOR 8)::uuid AS copied_id
  FROM originals o CROSS JOIN LATERAL generate_series(1, $3 / originals + CASE WHEN place <= $3 % originals THEN 1 ELSE 0 END) AS copy
), orders AS (
  INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, email,
    accepted_at, updated_at, payment_due_at, payment_expired_token, payment_id, stock_committed, notice_outcome)
  SELECT copied_id, state, $2, user_id || '-' || copy, quantity, unit_price, currency, payment_window_seconds, email,
    accepted_at, updated_at, payment_due_at, payment_expired_token, payment_id || '-' || copy, stock_committed, notice_outcome
  FROM copies
), timeline AS (
  INSERT INTO ordering.timeline (order_id, at, from_state, to_state, event, message_id)
  -- A message's id begins as its order's does.
  SELECT copied_id, at, from_state, to_state, event, overlay(gen_random_uuid()::text PLACING left(copied_id::text, 18) FROM 1 FOR 18)::uuid
  FROM copies JOIN ordering.timeline USING (order_id)
  RETURNING message_id
), inbox AS (
  -- One message an event of the timeline.
  INSERT INTO ordering.inbox (message_id, consumer_id)
  SELECT message_id, (SELECT consumer_id FROM ordering.inbox LIMIT 1) FROM timeline
), payments AS (
  INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency, received_at)
  SELECT p.payment_id || '-' || copy, outcome, copied_id, amount, p.currency, received_at
  FROM copies c JOIN ordering.payments p USING (order_id)
), movements AS (
  INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity, payment_due_at, at)
  SELECT $2, copied_id, kind, decision, m.quantity, m.payment_due_at, at
  FROM copies c JOIN inventory.movements m USING (order_id)
), journal AS (
  INSERT INTO notifications.journal (order_id, notice, channel, state, message_id, recipient, attempts, created_at, ended_at)
  SELECT copied_id, notice, channel, j.state, replace(message_id, order_id::text, copied_id::text), recipient, attempts, created_at, ended_at
  FROM copies c JOIN notifications.journal j USING (order_id)
), stock AS (
  UPDATE inventory.stock SET total = total + $3, sold = sold + $3 WHERE product_id = $2
)
UPDATE ordering.sales SET total_stock = total_stock + $3 WHERE product_id = $2
