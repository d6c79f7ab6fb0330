"""`rivulet --self-test`: whether the program is whole, and works on this machine."""
