select (select count(*) from report_recipients c where c.business_id = $1 and c.report_id = $2)
    + (select count(*) from outside_recipients o where o.business_id = $1 and o.report_id = $2)
