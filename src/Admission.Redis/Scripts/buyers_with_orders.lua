#!lua flags=no-writes
-- For each buyer and idempotency key: does the key have an order in the sale, live or ended? If not, does the buyer hold units through other orders?
--
-- KEYS  1 sale  then for each: buyer, ended
-- ARGV  1 epoch  2 this server, as the caller knows it  3 the highest sequence of this epoch that the caller has seen
--       then for each: the idempotency key's field in the buyer's hash
-- Returns  nil when the sale's data is not to be believed (then nothing is known about these buyers), else a string with one digit for each:
--          '2' the key has an order, '1' the buyer holds units, '0' neither

local call = redis.call
local sale = call('HMGET', KEYS[1], 'epoch', 'server', 'sequence')
if sale[1] ~= ARGV[1] or sale[2] ~= ARGV[2] or tonumber(sale[3] or 0) < tonumber(ARGV[3]) then return nil end

local found = {}
for index = 1, #ARGV - 3 do
  local buyer, ended = KEYS[2 * index], KEYS[2 * index + 1]
  local known = call('HMGET', buyer, 'units', ARGV[index + 3])
  found[index] = (known[2] or call('EXISTS', ended) == 1) and '2' or known[1] and '1' or '0'
end
return table.concat(found)
