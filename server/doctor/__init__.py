"""Is everything a lesson needs in order? Each check gives a verdict, and a remedy where it is not good."""
