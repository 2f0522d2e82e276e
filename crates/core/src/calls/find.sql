select c.* from listed_calls c
where c.business_id = $1 and c.id = $3 /* visible: c.number_id */
