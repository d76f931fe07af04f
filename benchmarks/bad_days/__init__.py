"""The ordinary bad days of a lesson: cables pulled, networks gone, laptops shut; and the sound back again."""
