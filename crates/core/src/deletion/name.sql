select name from businesses where businesses.id = $1
