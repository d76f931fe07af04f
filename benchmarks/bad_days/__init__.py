"""The ordinary bad days of a lesson: cables pulled, networks gone, laptops shut. How soon is the sound back?"""
