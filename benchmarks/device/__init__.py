"""What a sound interface does: its round trip, clock, noise, distortion and response, and an emulated one."""
