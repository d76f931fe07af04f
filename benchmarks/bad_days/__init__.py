"""The ordinary bad days of a lesson: cables pulled, networks gone, laptops shut; how soon is the sound back?"""
