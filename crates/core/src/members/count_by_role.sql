select role, count(*) from members
where business_id = $1 and status = 'active'
group by role
