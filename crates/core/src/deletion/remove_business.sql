delete from businesses where businesses.id = $1 and removal_begun_at is not null
