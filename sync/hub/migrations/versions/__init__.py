"""One file a step. A step never imports the program: it must mean the same for ever."""
