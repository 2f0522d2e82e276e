delete from called_back
where business_id = $1 and call_id in (select call_id from called_back where business_id = $1 order by call_id limit $2)
