"""Reading of studies: the files that survey tools write, and how each of their columns is taken."""
