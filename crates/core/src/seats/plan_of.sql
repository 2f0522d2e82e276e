select plan from businesses where businesses.id = $1
