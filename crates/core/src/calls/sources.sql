select distinct source
from number_sources
where business_id = $1 /* visible: number_id */
order by source
limit $3
