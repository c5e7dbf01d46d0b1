"""What lyrics are made of: rhymes, pictures, and lines to hang them in."""
