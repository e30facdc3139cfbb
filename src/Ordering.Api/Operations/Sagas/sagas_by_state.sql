SELECT state, count(*) FROM ordering.orders GROUP BY state ORDER BY state
