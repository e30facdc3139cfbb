-- Which queues are braked? Who brakes notes it every second.
SELECT queue, since, sql_state, cause FROM messaging.braked_queues WHERE noted_at > now() - interval '30 seconds' ORDER BY queue
