"""Ten robots that draw on one map at random, over networks that lose, repeat and reorder, at a place that is killed."""
