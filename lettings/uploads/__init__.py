"""What files of lettings need beyond what all files share: conversions, rules that only files have, error places."""
