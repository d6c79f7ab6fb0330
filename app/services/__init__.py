"""What the program does, on asyncio alone: it speaks to the world through the domain's ports."""
