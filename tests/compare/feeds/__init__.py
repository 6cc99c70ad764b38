"""Where the scripts come from: the corpus, its mutations, dialogues, objects and tables."""
