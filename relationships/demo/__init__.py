"""The people and circles of the demo place, as text files and the loader that reads them."""
