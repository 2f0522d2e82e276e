insert into qualified_reviews (business_id, generation, requested_at)
values ($1, 1, $2)
on conflict (business_id) do update
set generation = qualified_reviews.generation + 1, requested_at = excluded.requested_at, reached_at = null,
    reached_call_id = null, calls = 0, marked = 0, unmarked = 0, finished_at = null
returning generation
