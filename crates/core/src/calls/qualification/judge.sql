-- A person's word stays.
update calls set qualified = $3, qualified_by = $4
where business_id = $1 and id = $2 and (qualified_by is null or qualified_by = 'rule')
