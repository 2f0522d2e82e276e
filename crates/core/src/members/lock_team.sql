update businesses set team_revision = team_revision + 1
where businesses.id = $1
