"""The pages of docs/ that say what code says, written from the code."""
