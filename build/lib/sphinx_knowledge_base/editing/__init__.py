"""Changes of what authors wrote, byte by byte where they are meant and nowhere else."""
