#!lua
-- Applies a new version of the sale, once: replaces its terms, and changes its stock by the difference from the total last applied,
-- so that units sold in the meantime stay sold. The settings of all sales are applied, too, by a version of their own.
--
-- KEYS  1 sale
-- ARGV  1 epoch  2 this server, as the caller knows it  3 the highest sequence of this epoch that the caller has seen
--       4 version  5 total  6 version of the settings  7 number of values in the settings
--       8... field, value, ... of the settings, then of the sale
-- Returns  { applied | already-applied | total-too-low, sequence } | { not-loaded | unconfirmed | behind }

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'total', 'available', 'settings_version', 'server', 'sequence')
local sequence = tonumber(sale[7] or 0)
if sale[1] ~= ARGV[1] then return { 'not-loaded' } end
if sale[6] ~= ARGV[2] then return { 'unconfirmed' } end
if sequence < tonumber(ARGV[3]) then return { 'behind' } end
local outcome, last_setting = 'already-applied', 7 + ARGV[7]

if tonumber(sale[2]) < tonumber(ARGV[4]) then
  local difference = tonumber(ARGV[5]) - tonumber(sale[3])
  -- Raising is always allowed, even while available is below zero.
  if difference < 0 and tonumber(sale[4]) + difference < 0 then return { 'total-too-low', sequence } end

  redis.call('HINCRBY', KEYS[1], 'available', difference)
  redis.call('HSET', KEYS[1], unpack(ARGV, last_setting + 1))
  outcome = 'applied'
end

if tonumber(sale[5] or -1) < tonumber(ARGV[6]) then
  redis.call('HSET', KEYS[1], unpack(ARGV, 8, last_setting))
  outcome = 'applied'
end

if outcome == 'applied' then sequence = redis.call('HINCRBY', KEYS[1], 'sequence', 1) end
return { outcome, sequence }
