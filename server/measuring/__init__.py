"""Measuring: datagrams both ways with whoever was permitted to, for a bounded time and at a bounded rate."""
