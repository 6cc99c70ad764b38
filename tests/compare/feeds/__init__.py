"""The sources of scripts: the corpus, its mutations, dialogues, objects and tables."""
