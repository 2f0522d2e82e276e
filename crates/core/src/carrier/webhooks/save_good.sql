insert into carrier_webhooks (business_id, last_good_at)
select id, $2 from businesses where id = $1 and deleted_at is null
on conflict (business_id) do update
set last_good_at = excluded.last_good_at
where carrier_webhooks.last_good_at < excluded.last_good_at
