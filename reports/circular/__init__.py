"""The circular (通报) on how the year's openness work stands: facts, words, paper."""
