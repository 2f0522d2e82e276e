update businesses set plan = $2, team_revision = team_revision + 1
where businesses.id = $1
