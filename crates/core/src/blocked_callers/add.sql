insert into blocked_callers (business_id, caller, blocked_by, blocked_at)
values ($1, $2, $3, $4)
on conflict (business_id, caller) do nothing
returning id
