select slug from businesses order by id
