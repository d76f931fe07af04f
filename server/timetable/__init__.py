"""The timetable: terms, holidays, places, lessons that come back every week, and what is changed of them."""
