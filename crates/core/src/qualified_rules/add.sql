insert into qualified_rules (business_id, place, name, matches, conditions, created_at)
values ($1, (select coalesce(max(r.place), 0) + 1 from qualified_rules r where r.business_id = $1), $2, $3, $4, $5)
returning id
