select slug from businesses where deleted_at is null order by id
