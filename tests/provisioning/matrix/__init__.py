"""The generated ownership matrix: what each operation answers to each kind of person."""
