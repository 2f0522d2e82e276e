select id, name, matches, conditions, created_at from qualified_rules
where business_id = $1
order by place, id
