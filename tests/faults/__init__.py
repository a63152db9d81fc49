"""Everything that can break is broken, again and again, while people go on: `make faults`."""
