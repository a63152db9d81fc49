"""`make bench`: what the platform promises about speed, measured as ratios in one run."""
