#!lua
-- Applies a new version of the sale, once: replaces its terms, and changes its stock by the difference from the total last applied,
-- so that units sold in the meantime stay sold. The settings of all sales are applied, too, by a version of their own.
--
-- KEYS  1 sale
-- ARGV  1 epoch  2 version  3 total  4 version of the settings  5 number of values in the settings
--       6... field, value, ... of the settings, then of the sale
-- Returns  applied | already-applied | total-too-low | not-loaded

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'total', 'available', 'settings_version')
if sale[1] ~= ARGV[1] then return 'not-loaded' end
local outcome, last_setting = 'already-applied', 5 + ARGV[5]

if tonumber(sale[2]) < tonumber(ARGV[2]) then
  local difference = tonumber(ARGV[3]) - tonumber(sale[3])
  -- Raising is always allowed, even while available is below zero.
  if difference < 0 and tonumber(sale[4]) + difference < 0 then return 'total-too-low' end

  redis.call('HINCRBY', KEYS[1], 'available', difference)
  redis.call('HSET', KEYS[1], unpack(ARGV, last_setting + 1))
  outcome = 'applied'
end

if tonumber(sale[5] or -1) < tonumber(ARGV[4]) then
  redis.call('HSET', KEYS[1], unpack(ARGV, 6, last_setting))
  outcome = 'applied'
end
return outcome
