"""Plain values and rules: no I/O, no clock, no Qt, no asyncio."""
