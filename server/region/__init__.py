"""A region that never was: towns, teachers, pupils and four years of lessons, for trials and shows."""
