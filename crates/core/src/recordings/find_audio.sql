select id, place, media_type, bytes
from recordings
where business_id = $1 and call_id = $3 and (cast($4 as bigint) is null or id = $4) and status = 'stored'
    /* visible: number_id */
order by id desc
limit 1
