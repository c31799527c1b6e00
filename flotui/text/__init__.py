"""What any room needs of text. It knows nobody."""
