UPDATE notifications.journal SET last_error = $4
WHERE order_id = $1 AND notice = $2 AND channel = $3 AND state = 'Sending'
