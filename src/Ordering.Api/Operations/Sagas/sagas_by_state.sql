SELECT state, count(*) FROM ordering.order_states GROUP BY state ORDER BY state
