select distinct source
from number_sources
where business_id = $1 and source in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12) /* visible: number_id */
