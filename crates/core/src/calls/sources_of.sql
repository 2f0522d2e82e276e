select count(distinct source)
from number_sources
where business_id = $1 /* visible: number_id */
