insert into outside_recipients (business_id, report_id, email, email_canonical, name, sees, granted_by, granted_at, added_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
returning id
