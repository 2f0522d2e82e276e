update calls set spam = spam
where business_id = $1 and id = $3 /* visible: number_id */
returning id, number_id, started_at, caller, qualified, qualified_by, value_cents, spam
