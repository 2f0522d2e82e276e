select id from businesses where removal_at <= $1 order by removal_at limit 100
