select deleted_by, deleted_at, removal_at
from businesses
where businesses.id = $1 and deleted_at is not null and removal_begun_at is null and removal_at > $2
