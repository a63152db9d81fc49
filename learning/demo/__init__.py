"""What the people of the demo place wrote, asked and answered."""
