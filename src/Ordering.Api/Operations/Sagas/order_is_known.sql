-- Does PostgreSQL know the order $1, or money that names it?
SELECT EXISTS (SELECT FROM ordering.order_states WHERE order_id = $1)
  OR EXISTS (SELECT FROM ordering.payments WHERE order_id = $1)
  OR EXISTS (SELECT FROM ordering.order_refunds WHERE order_id = $1)
