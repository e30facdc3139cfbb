#!lua flags=no-writes
-- For each buyer and idempotency key: does the key have an order in the sale, live or ended? If not, does the buyer hold units through other orders?
--
-- KEYS  1 sale  then for each: buyer, ended
-- ARGV  1 epoch  then for each: the idempotency key's field in the buyer's hash
-- Returns  nil when the sale is not here in this epoch (then nothing is known about these buyers), else a string with one digit for each:
--          '2' the key has an order, '1' the buyer holds units, '0' neither

local call = redis.call
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return nil end

local found = {}
for index = 2, #ARGV do
  local buyer, ended = KEYS[2 * index - 2], KEYS[2 * index - 1]
  local known = call('HMGET', buyer, 'units', ARGV[index])
  found[index - 1] = (known[2] or call('EXISTS', ended) == 1) and '2' or known[1] and '1' or '0'
end
return table.concat(found)
