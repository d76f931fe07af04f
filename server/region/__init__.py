"""A region that never was: municipalities, teachers, pupils and four years of lessons, for trials and shows."""
