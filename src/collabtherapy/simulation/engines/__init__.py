"""One model of a person, and three engines that work it out to the same bits."""
