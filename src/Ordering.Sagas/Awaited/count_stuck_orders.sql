SELECT count(*) FROM ordering.stuck_orders
