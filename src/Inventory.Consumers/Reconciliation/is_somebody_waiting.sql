-- Is there a request to compare the books that is not done yet?
SELECT EXISTS (SELECT FROM inventory.reconciliations WHERE ended_at IS NULL)
