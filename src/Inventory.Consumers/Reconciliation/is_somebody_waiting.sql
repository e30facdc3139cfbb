-- Has somebody asked for a look at the books that is not done yet?
SELECT EXISTS (SELECT FROM inventory.reconciliations WHERE ended_at IS NULL)
