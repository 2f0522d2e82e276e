insert into carrier_refusals (business_id, reason, refused, last_at)
select id, $2, $3, $4 from businesses where id = $1 and deleted_at is null
on conflict (business_id, reason) do update
set refused = carrier_refusals.refused + excluded.refused,
    last_at = case when excluded.last_at > carrier_refusals.last_at then excluded.last_at else carrier_refusals.last_at end
